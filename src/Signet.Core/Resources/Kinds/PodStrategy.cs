using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds.Pods;
using Signet.Core.Resources.Kinds.Pods.Warnings;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Selectors;

namespace Signet.Core.Resources.Kinds;

/// <summary>
/// Pods (Kubernetes, <c>pkg/registry/core/pod</c>). The schema checks the structure of a pod; the rules cover the fields that an identity
/// depends on.
/// </summary>
internal static class PodStrategy
{
    public static ResourceStrategy Definition { get; } = new()
    {
        SelectableFields = SelectableFields.Own(
            SelectableFields.Name,
            SelectableFields.Namespace,
            new SelectableField("spec.nodeName") { FromHeader = pod => pod.Pod!.NodeName },
            new SelectableField("spec.restartPolicy"),
            new SelectableField("spec.schedulerName"),
            new SelectableField("spec.serviceAccountName") { FromHeader = pod => pod.Pod!.ServiceAccountName },
            new SelectableField("spec.hostNetwork", Missing: "false"),
            new SelectableField("status.phase"),
            new SelectableField("status.podIP"),
            new SelectableField("status.podIPs"),
            new SelectableField("status.nominatedNodeName")).WithOldName("spec.host", "spec.nodeName"),
        Table = PodTable.Definition,
        Traits = new() { HasTokens = true },
        ApplyDefaults = static pod => PodDefaults.Apply(pod.EnsureSection("spec")),
        Create = new() { Prepare = PrepareCreate, Validate = static (pod, errors) => PodSpecRules.Check(pod.EnsureSection("spec"), errors) },
        Update = new() { Prepare = PodUpdateRules.Prepare, Validate = PodUpdateRules.Validate },
        Delete = new() { GracePeriodFor = PodGracePeriod.For },

        // Kubernetes does not warn of updates of pods.
        WarningsFor = static (pod, current) => current is null ? PodWarnings.Of(pod) : [],
    };

    public static SubresourceDefinition Status { get; } = SubresourceDefinition.Status with { Rules = PodStatusRules.Definition };

    private static void PrepareCreate(ObjectDocument created)
    {
        created.Metadata.Generation = 1;
        created.Root["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = PodQosClass.Of(created.EnsureSection("spec")) };
    }
}
