using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The rules of a pod's <c>/status</c> (Kubernetes, <c>pkg/registry/core/pod</c>, <c>pkg/apis/core/validation</c> ValidatePodStatusUpdate).</summary>
internal static class PodStatusRules
{
    public static UpdateRules Definition { get; } = new()
    {
        Prepare = Prepare,
        Validate = Validate,
        ResetFields = FieldSet.Of(
            [PathElement.Field("spec")],
            [PathElement.Field("metadata"), PathElement.Field("deletionTimestamp")],
            [PathElement.Field("metadata"), PathElement.Field("ownerReferences")]),
    };

    private static void Prepare(ObjectDocument updated, ObjectDocument current)
    {
        UpdateRules.Status.Prepare(updated, current);

        // Only DELETE sets a deletion time.
        updated.Metadata.DeletionTimestamp = current.Metadata.DeletionTimestamp;

        // Old kubelets send invalid owner references here.
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

    private static void Validate(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        PodUpdateRules.CheckAnnotations(updated, current, errors);
        var status = updated.EnsureSection("status");
        var nominated = status.GetString("nominatedNodeName");
        foreach (var fault in nominated.Length == 0 ? [] : NameRules.Subdomain(nominated))
        {
            errors.Add(FieldError.Invalid("status.nominatedNodeName", nominated, fault));
        }

        var quality = current.Section("status")?.GetString("qosClass") ?? "";
        if (quality.Length > 0 && status.GetString("qosClass") != quality)
        {
            errors.Add(FieldError.Immutable("status.qosClass", GoText.Quote(status.GetString("qosClass"))));
        }
    }
}
