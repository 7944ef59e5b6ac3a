using System.Globalization;
using System.Text.Json;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The table of pods (Kubernetes, <c>printers.go</c> printPod).</summary>
internal static class PodTable
{
    public static TableDefinition Definition { get; } = new()
    {
        Columns =
        [
            TableDefinition.Name,
            TableColumn.Text("Ready", "How many of the pod's containers are ready.", ReadyOf),
            TableColumn.Text("Status", "What the pod is doing, or what holds it up.", item => PodSummary.Of(item).Reason),
            new("Restarts", "How often containers have been restarted, and when last.", (cells, item, now) => cells.WriteStringValue(RestartsOf(item, now))),
            TableDefinition.Age,
            TableColumn.Text("IP", "The pod's address.", AddressOf, priority: 1),
            TableColumn.Text("Node", "The node that the pod is bound to.", item => KubernetesTables.OrNone(item.Text("spec", "nodeName")), priority: 1),
            TableColumn.Text(
                "Nominated Node", "The node on which room is being made for the pod.",
                item => KubernetesTables.OrNone(item.Text("status", "nominatedNodeName")), priority: 1),
            TableColumn.Text("Readiness Gates", "How many of the pod's further conditions for being ready are met.", GatesOf, priority: 1),
        ],
        ReadCondition = item => item.Text("status", "phase") switch
        {
            "Succeeded" => new TableRowCondition("Succeeded", "The pod has completed successfully."),
            "Failed" => new TableRowCondition("Failed", "The pod failed."),
            _ => null,
        },
    };

    private static string ReadyOf(JsonElement pod)
    {
        var summary = PodSummary.Of(pod);
        return string.Create(CultureInfo.InvariantCulture, $"{summary.ReadyContainers}/{summary.Containers}");
    }

    private static string RestartsOf(JsonElement pod, DateTimeOffset now)
    {
        var summary = PodSummary.Of(pod);
        var count = summary.Restarts.ToString(CultureInfo.InvariantCulture);
        return summary.Restarts > 0 && summary.LastRestart.Length > 0
            ? $"{count} ({TableDefinition.AgeOf(summary.LastRestart, now)} ago)"
            : count;
    }

    private static string AddressOf(JsonElement pod)
    {
        foreach (var address in pod.Items("status", "podIPs"))
        {
            return KubernetesTables.OrNone(address.Text("ip"));
        }

        return KubernetesTables.OrNone(pod.Text("status", "podIP"));
    }

    private static string GatesOf(JsonElement pod)
    {
        var (gates, met) = (0, 0);
        foreach (var gate in pod.Items("spec", "readinessGates"))
        {
            gates++;
            met += PodSummary.HasCondition(pod, gate.Text("conditionType")) ? 1 : 0;
        }

        return gates == 0 ? KubernetesTables.OrNone("") : string.Create(CultureInfo.InvariantCulture, $"{met}/{gates}");
    }
}
