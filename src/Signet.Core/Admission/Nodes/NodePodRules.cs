using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds.Pods;

namespace Signet.Core.Admission.Nodes;

/// <summary>What a node may do with pods: create mirror pods bound to it, delete pods bound to it, and write their status.</summary>
internal sealed class NodePodRules(ResourceCache nodes)
{
    private static readonly GroupResource Node = new("", "node");

    /// <summary>The refusal; null admits the request.</summary>
    public StatusError? Admit(string node, AdmissionRequest request) => (request.Subresource, request.Operation) switch
    {
        ("", AdmissionOperation.Create) => CheckMirrorPod(node, request, request.Document!),
        ("", AdmissionOperation.Delete) => IsBoundTo(node, request.Current) ? null
            : request.Refuse($"node {GoText.Quote(node)} can only delete pods with spec.nodeName set to itself"),
        ("", _) => request.Refuse($"unexpected operation \"UPDATE\", node {GoText.Quote(node)} can only create and delete mirror pods"),
        ("status", AdmissionOperation.Update) => CheckStatus(node, request.Document!, request.Current) is { } why ? request.Refuse(why) : null,
        _ => request.Refuse($"unexpected pod subresource {GoText.Quote(request.Subresource)}, only 'status' and 'eviction' are allowed"),
    };

    private static bool IsBoundTo(string node, ObjectDocument? pod) => pod?.Section("spec")?.GetString("nodeName") == node;

    private static string? CheckStatus(string node, ObjectDocument updated, ObjectDocument? current) =>
        !IsBoundTo(node, current) ? $"node {GoText.Quote(node)} can only update pod status for pods with spec.nodeName set to itself"
        : !AreEqual(updated.Metadata.Labels, current!.Metadata.Labels) ? $"node {GoText.Quote(node)} cannot update labels through pod status"
        : !AreEqual(ClaimStatuses(updated), ClaimStatuses(current)) ? $"node {GoText.Quote(node)} cannot update resource claim statues"
        : null;

    private static JsonArray? ClaimStatuses(ObjectDocument pod) => pod.Section("status")?.GetList("resourceClaimStatuses");

    private static bool AreEqual(JsonObject? one, JsonObject? other) => JsonNode.DeepEquals(one ?? [], other ?? []);

    private static bool AreEqual(JsonArray? one, JsonArray? other) => JsonNode.DeepEquals(one ?? [], other ?? []);

    private StatusError? CheckMirrorPod(string node, AdmissionRequest request, ObjectDocument pod)
    {
        var spec = pod.EnsureSection("spec");
        if (CheckPlace(node, pod, spec) is { } misplaced)
        {
            return request.Refuse(misplaced);
        }

        var owners = pod.Metadata.OwnerReferences ?? [];
        if (CheckOwners(node, owners) is { } wrongOwner)
        {
            return request.Refuse(wrongOwner);
        }

        if (nodes.Find(new ObjectKey("", node)) is not { } found)
        {
            return StatusErrors.NotFound(Node, node);
        }

        var claimed = ((JsonObject)owners[0]!).GetString("uid");
        return claimed != found.Uid ? request.Refuse($"node {node} UID mismatch: expected {claimed} got {found.Uid}")
            : FirstReference(spec) is { } kind ? request.Refuse($"node {GoText.Quote(node)} can not create pods that reference {kind}")
            : null;
    }

    private static string? CheckPlace(string node, ObjectDocument pod, JsonObject spec) =>
        !MirrorPods.IsMirror(pod) ? $"pod does not have \"{MirrorPods.Annotation}\" annotation, node {GoText.Quote(node)} can only create mirror pods"
        : spec.GetString("nodeName") != node ? $"node {GoText.Quote(node)} can only create pods with spec.nodeName set to itself"
        : null;

    private static string? CheckOwners(string node, JsonArray owners)
    {
        var name = GoText.Quote(node);
        if (owners.Count > 1)
        {
            return $"node {name} can only create pods with a single owner reference set to itself";
        }

        return owners is not [JsonObject owner] || owner.GetString("apiVersion") != "v1" || owner.GetString("kind") != "Node" || owner.GetString("name") != node
            ? $"node {name} can only create pods with an owner reference set to itself"
            : owner.GetBoolean("controller") is not true ? $"node {name} can only create pods with a controller owner reference set to itself"
            : owner.GetBoolean("blockOwnerDeletion") is true ? $"node {name} must not set blockOwnerDeletion on an owner reference"
            : null;
    }

    /// <summary>
    /// A mirror pod that refers to other objects would give the node access to them. Service account admission has already checked accounts, secrets
    /// and tokens.
    /// </summary>
    private static string? FirstReference(JsonObject spec) =>
        spec.GetString("serviceAccountName").Length > 0 ? "a service account"
        : PodReferences.SecretNames(spec).Any() ? "secrets"
        : PodReferences.ConfigMapNames(spec).Any() ? "configmaps"
        : HasSource(spec, "clusterTrustBundle") ? "clustertrustbundles"
        : Volumes(spec).Any(volume => volume.GetObject("persistentVolumeClaim") is not null) ? "persistentvolumeclaims"
        : spec.GetList("resourceClaims") is { Count: > 0 } ? "resourceclaims"
        : null;

    private static bool HasSource(JsonObject spec, string source) => Volumes(spec).Any(volume =>
        volume.GetObject("projected")?.GetList("sources")?.OfType<JsonObject>().Any(found => found.GetObject(source) is not null) == true);

    private static IEnumerable<JsonObject> Volumes(JsonObject spec) => spec.GetList("volumes")?.OfType<JsonObject>() ?? [];
}
