using System.Text.Json.Nodes;
using Signet.Core.Access.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;

namespace Signet.Core.Lifecycle;

/// <summary>
/// The states of kubelets, from Nodes and their leases. Each result has the revisions that it was read at, as preconditions of a commit.
/// </summary>
internal sealed class NodeStates(ObjectView view)
{
    private const string OutOfServiceTaint = "node.kubernetes.io/out-of-service";

    public bool Exists(string name) => Find(name) is not null;

    /// <summary>The preconditions that hold while a Node does not exist.</summary>
    public static IReadOnlyList<Compare> AbsenceOf(string name) => [Absent(KubernetesKinds.Nodes.StorageKey(new ObjectKey("", name)))];

    /// <summary>The preconditions that a node is not ready and has the taint <c>node.kubernetes.io/out-of-service</c>, or null.</summary>
    public IReadOnlyList<Compare>? FindOutOfService(string name) =>
        Find(name) is { } node && ObjectDocument.From(node) is var document && ReadyOf(document)?.GetString("status") != "True" && HasTaint(document)
            ? [At(node)]
            : null;

    /// <summary>
    /// The preconditions that a node has never had a kubelet, or null. A kubelet writes the condition Ready when it registers, and then renews the
    /// lease of its node.
    /// </summary>
    public IReadOnlyList<Compare>? FindWithoutKubelet(string name)
    {
        var lease = new ObjectKey(NodeLeases.Namespace, name);
        return Find(name) is { } node && ReadyOf(ObjectDocument.From(node)) is null && view[KubernetesKinds.Leases].Find(lease) is null
            ? [At(node), Absent(KubernetesKinds.Leases.StorageKey(lease))]
            : null;
    }

    private static JsonObject? ReadyOf(ObjectDocument node) =>
        node.Section("status")?.GetList("conditions")?.OfType<JsonObject>().FirstOrDefault(condition => condition.GetString("type") == "Ready");

    private static bool HasTaint(ObjectDocument node) =>
        node.Section("spec")?.GetList("taints")?.OfType<JsonObject>().Any(taint => taint.GetString("key") == OutOfServiceTaint) == true;

    private static Compare Absent(string storageKey) => new(storageKey, Revision.Zero);

    private static Compare At(StoredObject node) => new(KubernetesKinds.Nodes.StorageKey(node.Key), node.Revision);

    private StoredObject? Find(string name) => view[KubernetesKinds.Nodes].Find(new ObjectKey("", name));
}
