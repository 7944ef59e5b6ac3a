using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;

namespace Signet.Core.Admission.Nodes;

/// <summary>What a node may change in its Node: not the fields that control scheduling, nor the owners.</summary>
internal static class NodeObjectRules
{
    /// <summary>The refusal; null admits the request.</summary>
    public static StatusError? Admit(string node, AdmissionRequest request)
    {
        if (request.Name != node)
        {
            return request.Refuse($"node {GoText.Quote(node)} is not allowed to modify node {GoText.Quote(request.Name)}");
        }

        var why = request.Document is not { } document ? null
            : request.Current is { } current ? CheckUpdate(node, document, current)
            : CheckNew(node, document);
        return why is null ? null : request.Refuse(why);
    }

    private static string? CheckNew(string node, ObjectDocument created) =>
        ConfigSourceOf(created) is not null ? $"node {GoText.Quote(node)} is not allowed to create pods with a non-nil configSource"
        : NodeLabelRules.Forbidden(created.Metadata.Labels, null) is { Count: > 0 } labels
            ? $"node {GoText.Quote(node)} is not allowed to set the following labels: {string.Join(", ", labels)}"
        : null;

    private static string? CheckUpdate(string node, ObjectDocument updated, ObjectDocument current) =>
        ConfigSourceOf(updated) is { } source && !JsonNode.DeepEquals(source, ConfigSourceOf(current))
            ? $"node {GoText.Quote(node)} is not allowed to update configSource to a new non-nil configSource"
        : !AreEqual("spec", "taints", updated, current) ? $"node {GoText.Quote(node)} is not allowed to modify taints"
        : !AreEqual("metadata", "ownerReferences", updated, current) ? $"node {GoText.Quote(node)} is not allowed to modify ownerReferences"
        : NodeLabelRules.Forbidden(updated.Metadata.Labels, current.Metadata.Labels) is { Count: > 0 } labels
            ? $"is not allowed to modify labels: {string.Join(", ", labels)}"
        : null;

    private static JsonObject? ConfigSourceOf(ObjectDocument node) => node.Section("spec")?.GetObject("configSource");

    /// <summary>Whether a list is the same in both, in canonical form.</summary>
    private static bool AreEqual(string section, string list, ObjectDocument updated, ObjectDocument current) =>
        CanonicalJson.AreEqual(Only(section, list, updated), Only(section, list, current), KubernetesKinds.Nodes.Schema);

    private static JsonObject Only(string section, string list, ObjectDocument node) =>
        new() { [section] = new JsonObject { [list] = node.Section(section)?.GetList(list)?.DeepClone() ?? new JsonArray() } };
}
