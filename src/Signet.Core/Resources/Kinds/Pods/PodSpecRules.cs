using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>
/// The validation of a pod's spec, for the fields that an identity depends on (Kubernetes, <c>pkg/apis/core/validation</c>
/// ValidatePodSpec).
/// </summary>
internal static class PodSpecRules
{
    public static void Check(JsonObject spec, FieldErrors errors)
    {
        var volumes = PodVolumeRules.Check(spec, errors);
        if (spec.GetList("containers") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.containers", ""));
        }

        // A name is reserved by its first container, in whichever list.
        var names = new HashSet<string>(StringComparer.Ordinal);
        CheckContainers(spec, "containers", names, volumes, errors);
        CheckContainers(spec, "initContainers", names, volumes, errors);
        CheckOneOf(spec, "restartPolicy", errors, "Always", "OnFailure", "Never");
        CheckOneOf(spec, "dnsPolicy", errors, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        PodSchedulingRules.CheckNodeSelector(spec, errors);
        PodSchedulingRules.CheckAffinity(spec, errors);
        PodSchedulingRules.CheckGates(spec, errors);
        CheckName("spec.serviceAccountName", spec.GetString("serviceAccountName"), errors);
        CheckName("spec.nodeName", spec.GetString("nodeName"), errors);
        if (spec.GetInteger("activeDeadlineSeconds") is { } deadline and (< 1 or > int.MaxValue))
        {
            errors.Add(FieldError.Invalid("spec.activeDeadlineSeconds", deadline, $"must be between 1 and {int.MaxValue}, inclusive"));
        }

        PodSchedulingRules.CheckTolerations(spec, errors);
    }

    private static void CheckContainers(
        JsonObject spec, string list, HashSet<string> names, IReadOnlySet<string> volumes, FieldErrors errors)
    {
        var index = 0;
        foreach (var container in PodContainers.Of(spec, list))
        {
            if (errors.IsFull)
            {
                return;
            }

            var path = $"spec.{list}[{index++}]";
            CheckContainerName(path + ".name", container.GetString("name"), names, errors);
            if (container.GetString("image").Length == 0)
            {
                errors.Add(FieldError.Required(path + ".image", ""));
            }

            PodVolumeRules.CheckMounts(path + ".volumeMounts", container, volumes, errors);
            if (container.GetString("imagePullPolicy") is not ("Always" or "IfNotPresent" or "Never") and var policy)
            {
                errors.Add(FieldError.NotSupported(path + ".imagePullPolicy", GoText.Quote(policy), "Always", "IfNotPresent", "Never"));
            }

            if (container.GetString("terminationMessagePolicy") is not ("File" or "FallbackToLogsOnError") and var messages)
            {
                errors.Add(FieldError.NotSupported(path + ".terminationMessagePolicy", GoText.Quote(messages), "FallbackToLogsOnError", "File"));
            }
        }
    }

    private static void CheckContainerName(string field, string name, HashSet<string> names, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(field, ""));
            return;
        }

        foreach (var fault in NameRules.Label(name))
        {
            errors.Add(FieldError.Invalid(field, name, fault));
        }

        if (!names.Add(name))
        {
            errors.Add(FieldError.Duplicate(field, name));
        }
    }

    private static void CheckOneOf(JsonObject spec, string name, FieldErrors errors, params ReadOnlySpan<string> supported)
    {
        var value = spec.GetString(name);
        if (!supported.Contains(value))
        {
            errors.Add(value.Length == 0
                ? FieldError.Required("spec." + name, "")
                : FieldError.NotSupported("spec." + name, GoText.Quote(value), supported));
        }
    }

    private static void CheckName(string field, string name, FieldErrors errors)
    {
        foreach (var fault in name.Length == 0 ? [] : NameRules.Subdomain(name))
        {
            errors.Add(FieldError.Invalid(field, name, fault));
        }
    }
}
