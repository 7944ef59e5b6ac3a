using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Lifecycle;

/// <summary>
/// Tells in a namespace's status why it has not ended yet (Kubernetes, <c>pkg/controller/namespace/deletion/status_condition_utils.go</c>).
/// Kinds and their versions are always known here, so the first two are never amiss.
/// </summary>
internal static class NamespaceConditions
{
    /// <summary>Brings the conditions up to date.</summary>
    /// <param name="status">The namespace's status.</param>
    /// <param name="content">What is still in it.</param>
    /// <param name="now">When a condition that turns has turned.</param>
    public static void Write(JsonObject status, NamespaceContent content, DateTimeOffset now)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        Set("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered");
        Set("NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed");
        Tell(
            "NamespaceDeletionContentFailure", content.Failures, "ContentDeletionFailed", "Failed to delete all resource types, ",
            "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
        Tell("NamespaceContentRemaining", content.Objects, "SomeResourcesRemain", "Some resources are remaining: ", "ContentRemoved", "All content successfully removed");
        Tell(
            "NamespaceFinalizersRemaining", content.Finalizers, "SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: ",
            "ContentHasNoFinalizers", "All content-preserving finalizers finished");

        void Tell(string type, string what, string reason, string message, string reasonWhenNone, string messageWhenNone)
        {
            if (what.Length == 0)
            {
                Set(type, reasonWhenNone, messageWhenNone);
            }
            else
            {
                Set(type, reason, message + what, "True");
            }
        }

        void Set(string type, string reason, string message, string state = "False")
        {
            var condition = conditions.OfType<JsonObject>().FirstOrDefault(one => one.GetString("type") == type);
            if (condition is null)
            {
                condition = new JsonObject { ["type"] = type };
                conditions.Add((JsonNode)condition);
            }

            if (condition.GetString("status") != state)
            {
                condition["status"] = state;
                condition["lastTransitionTime"] = Timestamps.Format(now);
            }

            condition["reason"] = reason;
            condition["message"] = message;
        }
    }
}
