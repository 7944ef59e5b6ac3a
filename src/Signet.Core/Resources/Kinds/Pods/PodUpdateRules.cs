using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The rules of an update of a pod (Kubernetes, <c>pkg/apis/core/validation</c> ValidatePodUpdate): few fields of the spec can change.</summary>
internal static class PodUpdateRules
{
    private const string Immutable =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
        "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
        "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private static readonly SchemaType SpecType = SchemaCatalog.Kubernetes["io.k8s.api.core.v1.PodSpec"];

    /// <summary>Keeps the status, and counts a changed spec as a new generation.</summary>
    public static void Prepare(ObjectDocument updated, ObjectDocument current)
    {
        updated.TakeSection("status", current);
        if (!AreEqual(updated.EnsureSection("spec"), current.EnsureSection("spec")))
        {
            updated.Metadata.Generation = (current.Metadata.Generation ?? 0) + 1;
        }
    }

    public static void Validate(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        CheckAnnotations(updated, current, errors);
        CheckSpec(updated.EnsureSection("spec"), current.EnsureSection("spec"), errors);
    }

    /// <summary>An update cannot add, change or remove the annotation of a mirror pod, whose rights are limited.</summary>
    public static void CheckAnnotations(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        const string Field = $"metadata.annotations[{MirrorPods.Annotation}]";
        if (MirrorPods.IsMirror(current))
        {
            if (!MirrorPods.IsMirror(updated) ||
                updated.Metadata.Annotations!.GetString(MirrorPods.Annotation) != current.Metadata.Annotations!.GetString(MirrorPods.Annotation))
            {
                errors.Add(FieldError.Forbidden(Field, "may not remove or update mirror pod annotation"));
            }
        }
        else if (MirrorPods.IsMirror(updated))
        {
            errors.Add(FieldError.Forbidden(Field, "may not add mirror pod annotation"));
        }
    }

    private static bool AreEqual(JsonObject one, JsonObject other) => CanonicalJson.AreEqual(one, other, SpecType);

    private static void CheckSpec(JsonObject updated, JsonObject current, FieldErrors errors)
    {
        foreach (var list in PodContainers.Lists)
        {
            if ((updated.GetList(list)?.Count ?? 0) != (current.GetList(list)?.Count ?? 0))
            {
                errors.Add(FieldError.Forbidden("spec." + list, "pod updates may not add or remove containers"));
                return;
            }

            CheckImages(updated, list, errors);
        }

        CheckDeadline(updated.GetInteger("activeDeadlineSeconds"), current.GetInteger("activeDeadlineSeconds"), errors);
        CheckTolerations(updated.GetList("tolerations"), current.GetList("tolerations"), errors);
        if (!AreEqual(WithoutMutable(updated, current), WithoutMutable(current, current)))
        {
            errors.Add(FieldError.Forbidden("spec", Immutable));
        }
    }

    private static void CheckImages(JsonObject spec, string list, FieldErrors errors)
    {
        var index = 0;
        foreach (var container in PodContainers.Of(spec, list))
        {
            if (container.GetString("image").Length == 0)
            {
                errors.Add(FieldError.Required($"spec.{list}[{index}].image", ""));
            }

            index++;
        }
    }

    /// <summary>A deadline can be added or become earlier.</summary>
    private static void CheckDeadline(long? updated, long? current, FieldErrors errors)
    {
        const string Field = "spec.activeDeadlineSeconds";
        if (updated is { } seconds)
        {
            if (seconds is < 0 or > int.MaxValue)
            {
                errors.Add(FieldError.Invalid(Field, seconds, $"must be between 0 and {int.MaxValue}, inclusive"));
            }
            else if (current < seconds)
            {
                errors.Add(FieldError.Invalid(Field, seconds, "must be less than or equal to previous value"));
            }
        }
        else if (current is not null)
        {
            errors.Add(FieldError.InvalidText(Field, "null", "must not update from a positive integer to nil value"));
        }
    }

    private static void CheckTolerations(JsonArray? updated, JsonArray? current, FieldErrors errors)
    {
        // Clients choose the number of tolerations.
        var kept = (updated?.OfType<JsonObject>() ?? []).Select(WithoutTime).ToHashSet();
        if (current?.OfType<JsonObject>().All(toleration => kept.Contains(WithoutTime(toleration))) == false)
        {
            errors.Add(FieldError.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
        }
    }

    private static (string Key, string Operator, string Value, string Effect) WithoutTime(JsonObject toleration) =>
        (toleration.GetString("key"), toleration.GetString("operator"), toleration.GetString("value"), toleration.GetString("effect"));

    /// <summary>A copy of the spec without the fields that can change.</summary>
    private static JsonObject WithoutMutable(JsonObject spec, JsonObject current)
    {
        var copy = (JsonObject)spec.DeepClone();
        foreach (var container in PodContainers.All(copy))
        {
            container.Remove("image");
        }

        copy.Remove("activeDeadlineSeconds");
        copy.Remove("tolerations");
        if (current.GetInteger("terminationGracePeriodSeconds") < 0 && spec.GetInteger("terminationGracePeriodSeconds") == 1)
        {
            copy["terminationGracePeriodSeconds"] = current.GetInteger("terminationGracePeriodSeconds");
        }

        return copy;
    }
}
