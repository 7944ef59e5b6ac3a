using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.Kinds.Pods;
using Signet.Core.Resources.Kinds.Pods.Warnings;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds;

/// <summary>Pods (Kubernetes, <c>pkg/registry/core/pod</c>): structure by the schema, and exactly what identity rests on.</summary>
internal sealed class PodStrategy : ResourceStrategy
{
    private const long DefaultGraceSeconds = 30;
    private static readonly FieldSet StatusResets = FieldSet.Of(
        [PathElement.Field("spec")],
        [PathElement.Field("metadata"), PathElement.Field("deletionTimestamp")],
        [PathElement.Field("metadata"), PathElement.Field("ownerReferences")]);

    /// <inheritdoc/>
    public override FieldSet ResetFields(string subresource) => subresource == "status" ? StatusResets : base.ResetFields(subresource);

    /// <inheritdoc/>
    public override TableDefinition Table => PodTable.Definition;

    /// <inheritdoc/>
    public override SelectableFields SelectableFields { get; } = SelectableFields.Own(
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
        new SelectableField("status.nominatedNodeName")).WithOldName("spec.host", "spec.nodeName");

    /// <inheritdoc/>
    public override void ApplyDefaults(ObjectDocument document) => PodDefaults.Apply(document.EnsureSection("spec"));

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectDocument created)
    {
        created.Metadata.Generation = 1;
        created.Root["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = PodQuality.ClassOf(created.EnsureSection("spec")) };
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current)
    {
        updated.TakeSection("status", current);
        if (!PodUpdateRules.AreEqual(updated.EnsureSection("spec"), current.EnsureSection("spec")))
        {
            updated.Metadata.Generation = (current.Metadata.Generation ?? 0) + 1;
        }
    }

    /// <inheritdoc/>
    public override void PrepareForStatusUpdate(ObjectDocument updated, ObjectDocument current)
    {
        base.PrepareForStatusUpdate(updated, current);

        // Only a deletion begins one.
        updated.Metadata.DeletionTimestamp = current.Metadata.DeletionTimestamp;

        // Kubelets of old sent broken owners here.
        if (current.Metadata.OwnerReferences is { } owners)
        {
            updated.Metadata.Node["ownerReferences"] = owners.DeepClone();
        }
        else
        {
            updated.Metadata.Node.Remove("ownerReferences");
        }

        var status = updated.EnsureSection("status");
        if (status.GetString("qosClass").Length == 0)
        {
            status.SetString("qosClass", current.Section("status")?.GetString("qosClass") ?? "");
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors) => PodSpecRules.Check(created.EnsureSection("spec"), errors);

    /// <inheritdoc/>
    public override IReadOnlyList<string> WarningsFor(ObjectDocument written, ObjectDocument? current) => current is null ? PodWarnings.Of(written) : [];

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        PodUpdateRules.CheckAnnotations(updated, current, errors);
        PodUpdateRules.Check(updated.EnsureSection("spec"), current.EnsureSection("spec"), errors);
    }

    /// <inheritdoc/>
    public override void ValidateStatusUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        PodUpdateRules.CheckAnnotations(updated, current, errors);
        var status = updated.EnsureSection("status");
        var nominated = status.GetString("nominatedNodeName");
        foreach (var fault in nominated.Length == 0 ? [] : Validation.NameRules.Subdomain(nominated))
        {
            errors.Add(FieldError.Invalid("status.nominatedNodeName", nominated, fault));
        }

        var quality = current.Section("status")?.GetString("qosClass") ?? "";
        if (quality.Length > 0 && status.GetString("qosClass") != quality)
        {
            errors.Add(FieldError.Immutable("status.qosClass", GoText.Quote(status.GetString("qosClass"))));
        }
    }

    /// <inheritdoc/>
    public override long? GracePeriodFor(ObjectDocument current, long? requestedSeconds)
    {
        var spec = current.EnsureSection("spec");
        var isOver = current.Section("status")?.GetString("phase") is "Succeeded" or "Failed";
        if (spec.GetString("nodeName").Length == 0 || isOver)
        {
            return 0;
        }

        var seconds = requestedSeconds ?? spec.GetInteger("terminationGracePeriodSeconds") ?? DefaultGraceSeconds;
        return seconds < 0 ? 1 : seconds;
    }
}
