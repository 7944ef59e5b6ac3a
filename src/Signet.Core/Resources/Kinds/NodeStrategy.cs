using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Nodes (Kubernetes, <c>pkg/registry/core/node</c>): a status sent with a new node is kept, later ones need its own path.</summary>
public sealed class NodeStrategy : ResourceStrategy
{
    /// <inheritdoc/>
    public override TableDefinition Table => NodeTable.Definition;

    /// <inheritdoc/>
    public override SelectableFields SelectableFields { get; } =
        SelectableFields.Own(SelectableFields.Name, new SelectableField("spec.unschedulable", Missing: "false"));

    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current) => updated.TakeSection("status", current);

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors)
    {
        var spec = created.EnsureSection("spec");
        var seen = new HashSet<(string Key, string Effect)>();
        var index = 0;
        foreach (var taint in spec.GetList("taints")?.OfType<JsonObject>() ?? [])
        {
            CheckTaint($"spec.taints[{index++}]", taint, seen, errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        Validate(updated, errors);
        var provider = current.EnsureSection("spec").GetText("providerID");
        if (provider.Length > 0 && updated.EnsureSection("spec").GetText("providerID") != provider)
        {
            errors.Add(FieldError.Forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid"));
        }
    }

    private static void CheckTaint(string path, JsonObject taint, HashSet<(string Key, string Effect)> seen, List<FieldError> errors)
    {
        var (key, value, effect) = (taint.GetText("key"), taint.GetText("value"), taint.GetText("effect"));
        foreach (var fault in NameRules.QualifiedName(key))
        {
            errors.Add(FieldError.Invalid(path + ".key", key, fault));
        }

        foreach (var fault in NameRules.LabelValue(value))
        {
            errors.Add(FieldError.Invalid(path + ".value", value, fault));
        }

        if (effect.Length == 0)
        {
            errors.Add(FieldError.Required(path + ".effect", ""));
        }
        else if (effect is not ("NoSchedule" or "PreferNoSchedule" or "NoExecute"))
        {
            errors.Add(FieldError.NotSupported(path + ".effect", GoText.Quote(effect), "NoSchedule", "PreferNoSchedule", "NoExecute"));
        }

        if (!seen.Add((key, effect)))
        {
            errors.Add(new FieldError("FieldValueDuplicate", path, $"Duplicate value: {taint.ToJsonString()}: taints must be unique by key and effect pair"));
        }
    }
}
