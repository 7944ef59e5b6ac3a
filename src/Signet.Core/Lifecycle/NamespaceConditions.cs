using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Lifecycle;

/// <summary>
/// The conditions in the status of a terminating namespace (Kubernetes, <c>pkg/controller/namespace/deletion/status_condition_utils.go</c>). Kinds and
/// versions are always known here, so the first two conditions are always False.
/// </summary>
internal static class NamespaceConditions
{
    /// <summary>Updates the conditions.</summary>
    /// <param name="status">The status of the namespace.</param>
    /// <param name="content">The remaining content.</param>
    /// <param name="now">The transition time of conditions that change.</param>
    public static void Write(JsonObject status, NamespaceContent content, DateTimeOffset now)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        Set("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered");
        Set("NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed");
        Report(
            "NamespaceDeletionContentFailure", content.Failures, "ContentDeletionFailed", "Failed to delete all resource types, ",
            "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
        Report(
            "NamespaceContentRemaining", content.Objects, "SomeResourcesRemain", "Some resources are remaining: ",
            "ContentRemoved", "All content successfully removed");
        Report(
            "NamespaceFinalizersRemaining", content.Finalizers, "SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: ",
            "ContentHasNoFinalizers", "All content-preserving finalizers finished");

        void Report(string type, string remaining, string reason, string message, string reasonWhenNone, string messageWhenNone)
        {
            if (remaining.Length == 0)
            {
                Set(type, reasonWhenNone, messageWhenNone);
            }
            else
            {
                Set(type, reason, message + remaining, "True");
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
