using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds.Nodes;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds;

/// <summary>
/// Nodes (Kubernetes, <c>pkg/registry/core/node</c>, <c>pkg/apis/core/validation</c>): a status sent with a new node is kept, later ones
/// need its own path. Names of where a node is and which addresses its pods have come once and stay.
/// </summary>
internal sealed class NodeStrategy : ResourceStrategy
{
    /// <inheritdoc/>
    public override TableDefinition Table => NodeTable.Definition;

    /// <inheritdoc/>
    public override SelectableFields SelectableFields { get; } =
        SelectableFields.Own(SelectableFields.Name, new SelectableField("spec.unschedulable", Missing: "false"));

    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override void ApplyDefaults(ObjectDocument document)
    {
        if (document.Section("spec") is { } spec)
        {
            NodePodRanges.ApplyDefaults(spec);
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectDocument created)
    {
        created.Section("spec")?.Remove("configSource");
        created.Section("status")?.Remove("config");
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current)
    {
        updated.TakeSection("status", current);

        // Kubernetes has given up configuring kubelets so; what is not there does not come any more.
        if (current.Section("spec")?.GetObject("configSource") is null)
        {
            updated.Section("spec")?.Remove("configSource");
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors) => Check(created, [], errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        Check(updated, current.Section("spec")?.GetStrings("podCIDRs") ?? [], errors);
        CheckChange(updated, current, errors);
    }

    /// <inheritdoc/>
    public override void ValidateStatusUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) =>
        CheckChange(updated, current, errors);

    /// <inheritdoc/>
    public override IReadOnlyList<string> WarningsFor(ObjectDocument written)
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

    private static void Check(ObjectDocument node, IReadOnlyList<string> storedRanges, List<FieldError> errors)
    {
        var spec = node.Section("spec") ?? [];
        var status = node.Section("status");
        NodeTaintRules.Check(spec, errors);
        NodeStatusRules.CheckAmounts(status, errors);
        NodeStatusRules.CheckSwap(status, errors);
        NodePodRanges.Check(spec, storedRanges, errors);
    }

    /// <summary>Kubernetes checks taints and amounts once more; clients see each cause as often.</summary>
    private static void CheckChange(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
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
