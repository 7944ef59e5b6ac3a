using System.Diagnostics;
using System.Text;
using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Bench.Load;

/// <summary>Many pods on many nodes: the cost of authorizing a node's access to a secret, and of adding one pod.</summary>
internal static class NodeBench
{
    private const int Nodes = 1_000;
    private const int Changes = 2_000;

    public static void Run(int pods)
    {
        var graph = new NodeGraph();
        var start = Stopwatch.GetTimestamp();
        graph.Replaced(KubernetesKinds.Pods, Enumerable.Range(0, pods).Select(i => Pod(i, i % Nodes, 0)));
        Report.Line($"{pods} pods in the graph at the start", $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");

        var authorizer = new NodeAuthorizer(graph);
        AccessBench.Ask("a node reads a secret of its pod", authorizer, Request(77, 77));
        AccessBench.Ask("a node reads another node's secret", authorizer, Request(77, 78));

        var written = Enumerable.Range(0, Changes).Select(i => Pod(i, i % Nodes, 0)).ToArray();
        var status = Enumerable.Range(0, Changes).Select(i => Pod(i, i % Nodes, 1)).ToArray();
        var moved = Enumerable.Range(0, Changes).Select(i => Pod(i, (i + 1) % Nodes, 1)).ToArray();
        Change("a pod's status changes", graph, status, written);
        Change("a pod comes to another node", graph, moved, status);
    }

    private static void Change(string what, NodeGraph graph, StoredObject[] pods, StoredObject[] before)
    {
        var events = pods.Zip(before, (pod, previous) => new[] { new ObjectEvent(ObjectEventType.Modified, pod, previous) }).ToArray();
        var start = Stopwatch.GetTimestamp();
        foreach (var change in events)
        {
            graph.Changed(KubernetesKinds.Pods, change);
        }

        Report.Line(what, $"{Stopwatch.GetElapsedTime(start).TotalMicroseconds / pods.Length:0.00} µs");
    }

    private static RequestAttributes Request(int node, int pod) => new()
    {
        User = new UserInfo { Name = $"system:node:node-{node}", Groups = ["system:nodes", "system:authenticated"] },
        Verb = "get",
        IsResourceRequest = true,
        Path = "",
        ApiGroup = "",
        ApiVersion = "v1",
        Resource = "secrets",
        Subresource = "",
        Namespace = "default",
        Name = $"secret-{pod}",
    };

    private static StoredObject Pod(int index, int node, int restarts) => StoredObjectReader.Read(
        Encoding.UTF8.GetBytes(
            $$$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"pod-{{{index}}}","namespace":"default","uid":"{{{index}}}"},"spec":{"nodeName":"node-{{{node}}}","serviceAccountName":"builder","containers":[{"name":"main","image":"app:1","envFrom":[{"configMapRef":{"name":"settings"}}]}],"volumes":[{"name":"v","secret":{"secretName":"secret-{{{index}}}"}},{"name":"kube-api-access","projected":{"sources":[{"serviceAccountToken":{"path":"token"}},{"configMap":{"name":"kube-root-ca.crt"}}]}}]},"status":{"phase":"Running","restarts":{{{restarts}}}}}"""),
        new Revision(7));
}
