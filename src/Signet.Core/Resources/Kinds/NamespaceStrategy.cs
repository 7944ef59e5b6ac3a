using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Namespaces (Kubernetes, <c>pkg/registry/core/namespace</c>): they end only when their content has.</summary>
internal sealed class NamespaceStrategy : ResourceStrategy
{
    /// <summary>The label that always holds the namespace's own name.</summary>
    public const string NameLabel = "kubernetes.io/metadata.name";

    /// <inheritdoc/>
    public override SelectableFields SelectableFields { get; } =
        SelectableFields.Own(SelectableFields.Name, new SelectableField("status.phase"));

    /// <inheritdoc/>
    public override TableDefinition Table => KubernetesTables.Namespaces;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CheckName(string name) => NameRules.Label(name);

    /// <inheritdoc/>
    public override void ApplyDefaults(ObjectDocument document)
    {
        if (document.Metadata.Name.Length > 0)
        {
            document.Metadata.Node.EnsureObject("labels")[NameLabel] = document.Metadata.Name;
        }

        var status = document.EnsureSection("status");
        if (status.GetString("phase").Length == 0)
        {
            status["phase"] = "Active";
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectDocument created)
    {
        var spec = created.EnsureSection("spec");
        var finalizers = spec.GetStrings("finalizers");
        if (!finalizers.Contains(FinalizerRules.Kubernetes))
        {
            spec.SetStrings("finalizers", [.. finalizers, FinalizerRules.Kubernetes]);
        }

        created.Root["status"] = new System.Text.Json.Nodes.JsonObject { ["phase"] = "Active" };
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current)
    {
        updated.EnsureSection("spec").SetStrings("finalizers", current.EnsureSection("spec").GetStrings("finalizers"));
        updated.TakeSection("status", current);
    }

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors)
    {
        foreach (var finalizer in created.EnsureSection("spec").GetStrings("finalizers"))
        {
            FinalizerRules.CheckNamespaceFinalizer("spec.finalizers", finalizer, errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateStatusUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        var phase = updated.EnsureSection("status").GetString("phase");
        if (!updated.Metadata.IsBeingDeleted && phase != "Active")
        {
            errors.Add(FieldError.Invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty"));
        }
        else if (updated.Metadata.IsBeingDeleted && phase != "Terminating")
        {
            errors.Add(FieldError.Invalid("status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
        }
    }

    /// <inheritdoc/>
    public override void ValidateFinalize(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        var finalizers = updated.EnsureSection("spec").GetStrings("finalizers");
        for (var i = 0; i < finalizers.Count; i++)
        {
            FinalizerRules.CheckNamespaceFinalizer($"spec.finalizers[{i}]", finalizers[i], errors);
        }
    }

    /// <inheritdoc/>
    public override void BeginDeletion(ObjectDocument document)
    {
        document.EnsureSection("status")["phase"] = "Terminating";
        document.Metadata.DeletionGracePeriodSeconds = null;
    }

    /// <inheritdoc/>
    public override bool IsHeld(ObjectDocument document) => document.EnsureSection("spec").GetStrings("finalizers").Count > 0;
}
