using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The validation of a pod's volumes, above all of projected tokens (Kubernetes, <c>pkg/apis/core/validation</c>).</summary>
internal static class PodVolumeRules
{
    private const long MinTokenSeconds = 10 * 60;
    private const long MaxTokenSeconds = 1L << 32;
    private const string OnlyOneSource = "may not specify more than 1 volume type";

    /// <summary>Validates the volumes; returns the names that containers may mount.</summary>
    public static IReadOnlySet<string> Check(JsonObject spec, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.GetList("volumes")?.OfType<JsonObject>() ?? [])
        {
            var path = $"spec.volumes[{index++}]";
            CheckSources(path, volume, ["name"], OnlyOneSource, errors);
            CheckProjections(path + ".projected", volume.GetObject("projected"), errors);
            CheckName(path + ".name", volume.GetString("name"), names, errors);
        }

        return names;
    }

    /// <summary>Validates that each mounted volume exists, and that mount paths are unique.</summary>
    public static void CheckMounts(string path, JsonObject container, IReadOnlySet<string> volumes, FieldErrors errors)
    {
        var mountPaths = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var mount in container.GetList("volumeMounts")?.OfType<JsonObject>() ?? [])
        {
            var at = $"{path}[{index++}]";
            var name = mount.GetString("name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required(at + ".name", ""));
            }

            if (!volumes.Contains(name))
            {
                errors.Add(FieldError.NotFound(at + ".name", name));
            }

            var mountPath = mount.GetString("mountPath");
            if (mountPath.Length == 0)
            {
                errors.Add(FieldError.Required(at + ".mountPath", ""));
            }

            if (!mountPaths.Add(mountPath))
            {
                errors.Add(FieldError.Invalid(at + ".mountPath", mountPath, "must be unique"));
            }
        }
    }

    private static void CheckName(string field, string name, HashSet<string> names, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(field, ""));
            return;
        }

        var faults = NameRules.Label(name);
        foreach (var fault in faults)
        {
            errors.Add(FieldError.Invalid(field, name, fault));
        }

        if (faults.Count == 0 && !names.Add(name))
        {
            errors.Add(FieldError.Duplicate(field, name));
        }
    }

    /// <summary>Exactly one source: of several, all but the first are errors.</summary>
    private static void CheckSources(string path, JsonObject node, ReadOnlySpan<string> others, string why, FieldErrors errors)
    {
        var sources = 0;
        foreach (var (name, _) in node)
        {
            if (!others.Contains(name) && ++sources > 1)
            {
                errors.Add(FieldError.Forbidden($"{path}.{name}", why));
            }
        }

        if (sources == 0)
        {
            errors.Add(FieldError.Required(path, "must specify a volume type"));
        }
    }

    private static void CheckProjections(string path, JsonObject? projected, FieldErrors errors)
    {
        var index = 0;
        foreach (var source in projected?.GetList("sources")?.OfType<JsonObject>() ?? [])
        {
            var at = $"{path}.sources[{index++}]";
            var kinds = 0;
            foreach (var (name, value) in source)
            {
                if (++kinds > 1)
                {
                    errors.Add(FieldError.Forbidden($"{at}.{name}", OnlyOneSource));
                }
                else if (name == "serviceAccountToken" && value is JsonObject token)
                {
                    CheckToken($"{at}.{name}", token, errors);
                }
            }

            if (kinds == 0)
            {
                errors.Add(FieldError.Required(at, "must specify a volume type"));
            }
        }
    }

    private static void CheckToken(string path, JsonObject token, FieldErrors errors)
    {
        var seconds = token.GetInteger("expirationSeconds") ?? 0;
        if (seconds < MinTokenSeconds)
        {
            errors.Add(FieldError.Invalid(path + ".expirationSeconds", seconds, "may not specify a duration less than 10 minutes"));
        }

        if (seconds > MaxTokenSeconds)
        {
            errors.Add(FieldError.Invalid(path + ".expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds"));
        }

        var tokenPath = token.GetString("path");
        if (tokenPath.Length == 0)
        {
            errors.Add(FieldError.Required(path + ".path", ""));
        }
        else if (tokenPath.StartsWith('/'))
        {
            errors.Add(FieldError.Invalid(path + ".path", tokenPath, "must be a relative path"));
        }
        else if (tokenPath.Split('/').Contains(".."))
        {
            errors.Add(FieldError.Invalid(path + ".path", tokenPath, "must not contain '..'"));
        }
    }
}
