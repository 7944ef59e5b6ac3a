using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds.Nodes;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Selectors;

namespace Signet.Core.Resources.Kinds;

/// <summary>
/// Nodes (Kubernetes, <c>pkg/registry/core/node</c>, <c>pkg/apis/core/validation</c>). A create keeps the status that it sends;
/// after that only <c>/status</c> changes it. The provider id and the pod address ranges can be set once.
/// </summary>
internal static class NodeStrategy
{
    public static ResourceStrategy Definition { get; } = new()
    {
        SelectableFields = SelectableFields.Own(SelectableFields.Name, new SelectableField("spec.unschedulable", Missing: "false")),
        Table = NodeTable.Definition,
        Traits = new() { AnswersDeletedObject = false, HasTokens = true },
        ApplyDefaults = ApplyDefaults,
        Create = new() { Prepare = PrepareCreate, Validate = static (created, errors) => Check(created, [], errors) },
        Update = new() { Prepare = PrepareUpdate, Validate = ValidateUpdate },
        WarningsFor = static (written, _) => WarningsFor(written),
    };

    public static SubresourceDefinition Status { get; } =
        SubresourceDefinition.Status with { Rules = UpdateRules.Status with { Validate = CheckChange } };

    private static void ApplyDefaults(ObjectDocument document)
    {
        if (document.Section("spec") is { } spec)
        {
            NodePodRanges.ApplyDefaults(spec);
        }
    }

    private static void PrepareCreate(ObjectDocument created)
    {
        created.Section("spec")?.Remove("configSource");
        created.Section("status")?.Remove("config");
    }

    private static void PrepareUpdate(ObjectDocument updated, ObjectDocument current)
    {
        updated.TakeSection("status", current);

        // Dynamic kubelet configuration was removed from Kubernetes: the field can be kept, not added.
        if (current.Section("spec")?.GetObject("configSource") is null)
        {
            updated.Section("spec")?.Remove("configSource");
        }
    }

    private static void ValidateUpdate(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        Check(updated, current.Section("spec")?.GetStrings("podCIDRs") ?? [], errors);
        CheckChange(updated, current, errors);
    }

    private static List<string> WarningsFor(ObjectDocument written)
    {
        if (written.Section("spec") is not { } spec)
        {
            return [];
        }

        var warnings = new List<string>();
        if (spec.GetObject("configSource") is not null)
        {
            warnings.Add("spec.configSource: the feature is removed");
        }

        if (spec.GetString("externalID").Length > 0)
        {
            warnings.Add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
        }

        warnings.AddRange(NodePodRanges.WarningsFor(spec));
        return warnings;
    }

    private static void Check(ObjectDocument node, IReadOnlyList<string> storedRanges, FieldErrors errors)
    {
        var spec = node.Section("spec") ?? [];
        var status = node.Section("status");
        NodeTaintRules.Check(spec, errors);
        NodeStatusRules.CheckAmounts(status, errors);
        NodeStatusRules.CheckSwap(status, errors);
        NodePodRanges.Check(spec, storedRanges, errors);
    }

    /// <summary>Kubernetes validates taints and amounts a second time, so that each of their errors is reported twice.</summary>
    private static void CheckChange(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        var (spec, before) = (updated.Section("spec") ?? [], current.Section("spec") ?? []);
        NodeStatusRules.CheckAmounts(updated.Section("status"), errors);
        NodeStatusRules.CheckAddresses(updated.Section("status"), errors);
        NodePodRanges.CheckUnchanged(spec, before, errors);
        if (before.GetString("providerID") is { Length: > 0 } provider && spec.GetString("providerID") != provider)
        {
            errors.Add(FieldError.Forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid"));
        }

        NodeTaintRules.Check(spec, errors);
        if (spec.GetString("externalID") != before.GetString("externalID"))
        {
            errors.Add(FieldError.Forbidden("spec.externalID", "may not be updated"));
        }
    }
}
