using System.Text;
using CsCheck;
using Signet.Core.Access.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Tests.Access.Nodes;

/// <summary>After any history, the graph has the same references as a search of all pods.</summary>
public sealed class NodeGraphTests
{
    private static readonly string[] Nodes = ["", "n1", "n2"];
    private static readonly string[] Namespaces = ["a", "b"];
    private static readonly string[] Names = ["x", "y"];

    /// <summary>Every field of a pod's spec that names another object.</summary>
    private static readonly (ReferencedKind Kind, string Member, string Json)[] Places =
    [
        (ReferencedKind.Secret, "imagePullSecrets", """{"name":"$"}"""),
        (ReferencedKind.Secret, "containers", """{"name":"c","env":[{"name":"E","value":"v"},{"name":"F","valueFrom":{"secretKeyRef":{"name":"$","key":"k"}}}]}"""),
        (ReferencedKind.Secret, "initContainers", """{"name":"c","envFrom":[{"secretRef":{"name":"$"}}]}"""),
        (ReferencedKind.Secret, "volumes", """{"name":"v","secret":{"secretName":"$"}}"""),
        (ReferencedKind.Secret, "volumes", """{"name":"v","projected":{"sources":[{"downwardAPI":{}},{"secret":{"name":"$"}}]}}"""),
        (ReferencedKind.Secret, "volumes", """{"name":"v","csi":{"driver":"d","nodePublishSecretRef":{"name":"$"}}}"""),
        (ReferencedKind.ConfigMap, "containers", """{"name":"c","env":[{"name":"E","valueFrom":{"configMapKeyRef":{"name":"$","key":"k"}}}]}"""),
        (ReferencedKind.ConfigMap, "initContainers", """{"name":"c","envFrom":[{"configMapRef":{"name":"$"}}]}"""),
        (ReferencedKind.ConfigMap, "volumes", """{"name":"v","configMap":{"name":"$"}}"""),
        (ReferencedKind.ConfigMap, "volumes", """{"name":"v","projected":{"sources":[{"configMap":{"name":"$"}}]}}"""),
        (ReferencedKind.VolumeClaim, "volumes", """{"name":"v","persistentVolumeClaim":{"claimName":"$"}}"""),
    ];

    private static readonly Gen<PodModel> Pod = Gen.Select(
        Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Select(Gen.Int[0, Places.Length - 1], Gen.Int[0, 1]).Array[0, 4], Gen.Int[0, 9],
        (ns, name, node, account, references, mirror) => new PodModel(
            new ObjectKey(Namespaces[ns], Names[name]), Nodes[node], account == 2 ? "" : Names[account], references, IsMirror: mirror == 0));

    private static readonly Gen<(int Step, PodModel Pod)[]> History = Gen.Select(Gen.Int[0, 5], Pod).Array[0, 30];

    [Fact]
    public void Has_AfterAnyHistory_EqualsASearchOfAllPods() => History.Sample(history =>
    {
        var graph = new NodeGraph();
        var pods = new Dictionary<ObjectKey, (PodModel Model, StoredObject Stored)>();
        for (var i = 0; i < history.Length; i++)
        {
            Do(graph, pods, history[i].Step, history[i].Pod, i);
        }

        foreach (var reference in AllReferences())
        {
            Assert.Equal(pods.Values.Any(pod => pod.Model.Reaches(reference)), graph.Has(reference));
        }

        foreach (var (key, (_, stored)) in pods)
        {
            graph.Changed(KubernetesKinds.Pods, [new ObjectEvent(ObjectEventType.Deleted, stored, stored)]);
        }

        Assert.Equal(0, graph.Count);
    });

    [Fact]
    public void Has_EphemeralVolume_ReachesItsGeneratedClaim()
    {
        var graph = new NodeGraph();
        var pod = StoredObjectReader.Read(
            """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"a","uid":"u"},
             "spec":{"nodeName":"n1","volumes":[{"name":"data","ephemeral":{"volumeClaimTemplate":{}}}]}}
            """u8,
            new Revision(1));

        graph.Replaced(KubernetesKinds.Pods, [pod]);
        graph.Replaced(KubernetesKinds.Nodes, []);

        Assert.True(graph.Has(new NodeReference("system:node:n1", ReferencedKind.VolumeClaim, "a", "web-data")));
    }

    private static void Do(NodeGraph graph, Dictionary<ObjectKey, (PodModel Model, StoredObject Stored)> pods, int step, PodModel pod, int number)
    {
        var exists = pods.TryGetValue(pod.Key, out var before);
        switch (step)
        {
            case 0 when exists:
                pods.Remove(pod.Key);
                graph.Changed(KubernetesKinds.Pods, [new ObjectEvent(ObjectEventType.Deleted, before.Stored, before.Stored)]);
                break;
            case 1 when exists:
                // Its status changes, and it may be bound to a node; its references stay.
                Put(before.Model with { Node = before.Model.Node.Length == 0 ? pod.Node : before.Model.Node }, before.Stored.Uid);
                break;
            case 2:
                graph.Replaced(KubernetesKinds.Pods, pods.Values.Select(each => each.Stored));
                break;
            case 3 when exists:
                // The events in between were missed.
                pods.Remove(pod.Key);
                graph.Replaced(KubernetesKinds.Pods, pods.Values.Select(each => each.Stored));
                break;
            default:
                Put(pod, $"uid-{number}");
                break;
        }

        void Put(PodModel model, string uid)
        {
            var stored = model.Store(uid, number);
            pods[model.Key] = (model, stored);
            graph.Changed(KubernetesKinds.Pods,
                [new ObjectEvent(exists ? ObjectEventType.Modified : ObjectEventType.Added, stored, exists ? before.Stored : null)]);
        }
    }

    private static IEnumerable<NodeReference> AllReferences() =>
        from node in Nodes
        from kind in Enum.GetValues<ReferencedKind>()
        from ns in Namespaces
        from name in Names
        select new NodeReference("system:node:" + node, kind, ns, name);

    private sealed record PodModel(ObjectKey Key, string Node, string Account, (int Place, int Name)[] References, bool IsMirror)
    {
        public bool Reaches(NodeReference reference) =>
            Node.Length > 0 && reference.User == "system:node:" + Node && reference.Namespace == Key.Namespace &&
            ((reference.Kind == ReferencedKind.Pod && reference.Name == Key.Name) ||
                (!IsMirror && ((reference.Kind == ReferencedKind.ServiceAccount && reference.Name == Account) ||
                    References.Any(each => Places[each.Place].Kind == reference.Kind && Names[each.Name] == reference.Name))));

        public StoredObject Store(string uid, int revision)
        {
            var members = References
                .GroupBy(each => Places[each.Place].Member)
                .Select(group => (group.Key, Items: group.Select(each => Places[each.Place].Json.Replace("$", Names[each.Name], StringComparison.Ordinal))))
                .Select(group => $",\"{group.Key}\":[{string.Join(",", group.Items)}]");
            var annotations = IsMirror ? ""","annotations":{"kubernetes.io/config.mirror":"x"}""" : "";
            var account = Account.Length == 0 ? "" : $",\"serviceAccountName\":\"{Account}\"";
            var node = Node.Length == 0 ? "" : $",\"nodeName\":\"{Node}\"";
            return StoredObjectReader.Read(
                Encoding.UTF8.GetBytes(
                    $$$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{Key.Name}}}","namespace":"{{{Key.Namespace}}}","uid":"{{{uid}}}"{{{annotations}}}},"spec":{"restartPolicy":"Always"{{{node + account + string.Concat(members)}}}}}"""),
                new Revision(revision + 1));
        }
    }
}
