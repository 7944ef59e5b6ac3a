using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Namespaces (Kubernetes, <c>pkg/registry/core/namespace</c>). A deleted namespace exists until its objects are deleted.</summary>
internal static class NamespaceStrategy
{
    /// <summary>The label whose value is the name of the namespace.</summary>
    public const string NameLabel = "kubernetes.io/metadata.name";

    public static ResourceStrategy Definition { get; } = new()
    {
        NameRule = NameRules.Label,
        SelectableFields = SelectableFields.Own(SelectableFields.Name, new SelectableField("status.phase")),
        Table = KubernetesTables.Namespaces,
        ApplyDefaults = ApplyDefaults,
        Create = new() { Prepare = PrepareCreate, Validate = Validate },
        Update = new() { Prepare = PrepareUpdate },
        Delete = new() { Begin = BeginDeletion, IsHeld = HasFinalizers },
    };

    public static SubresourceDefinition Status { get; } =
        SubresourceDefinition.Status with { Rules = UpdateRules.Status with { Validate = ValidateStatus } };

    public static SubresourceDefinition Finalize { get; } =
        SubresourceDefinition.Finalize with { Rules = UpdateRules.Finalize with { Validate = ValidateFinalize } };

    private static void ApplyDefaults(ObjectDocument document)
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

    private static void PrepareCreate(ObjectDocument created)
    {
        var spec = created.EnsureSection("spec");
        var finalizers = spec.GetStrings("finalizers");
        if (!finalizers.Contains(FinalizerRules.Kubernetes))
        {
            spec.SetStrings("finalizers", [.. finalizers, FinalizerRules.Kubernetes]);
        }

        created.Root["status"] = new JsonObject { ["phase"] = "Active" };
    }

    private static void PrepareUpdate(ObjectDocument updated, ObjectDocument current)
    {
        updated.EnsureSection("spec").SetStrings("finalizers", current.EnsureSection("spec").GetStrings("finalizers"));
        updated.TakeSection("status", current);
    }

    private static void Validate(ObjectDocument created, FieldErrors errors)
    {
        foreach (var finalizer in created.EnsureSection("spec").GetStrings("finalizers"))
        {
            FinalizerRules.CheckNamespaceFinalizer("spec.finalizers", finalizer, errors);
        }
    }

    private static void ValidateStatus(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
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

    private static void ValidateFinalize(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        var finalizers = updated.EnsureSection("spec").GetStrings("finalizers");
        for (var i = 0; i < finalizers.Count; i++)
        {
            FinalizerRules.CheckNamespaceFinalizer($"spec.finalizers[{i}]", finalizers[i], errors);
        }
    }

    private static void BeginDeletion(ObjectDocument document)
    {
        document.EnsureSection("status")["phase"] = "Terminating";
        document.Metadata.DeletionGracePeriodSeconds = null;
    }

    private static bool HasFinalizers(ObjectDocument ns) => ns.EnsureSection("spec").GetStrings("finalizers").Count > 0;
}
