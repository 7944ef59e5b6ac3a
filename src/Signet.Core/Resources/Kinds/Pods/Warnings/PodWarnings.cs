using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds.Pods.Warnings;

/// <summary>
/// Warnings of fields of a new pod that are deprecated, without effect or probably a mistake (Kubernetes, <c>pkg/registry/core/pod</c>
/// WarningsOnCreate, <c>pkg/api/pod/warnings.go</c>), with Kubernetes' texts and order.
/// </summary>
internal static class PodWarnings
{
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
    private const string SeccompOfPod = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";

    private static readonly (string Annotation, string Why)[] DeprecatedAnnotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    public static IReadOnlyList<string> Of(ObjectDocument pod)
    {
        var warnings = new List<string>();
        var spec = pod.EnsureSection("spec");
        var annotations = pod.Metadata.Annotations ?? [];
        AddAppArmor(spec, annotations, warnings);
        if (NameRules.Label(pod.Metadata.Name) is { Count: > 0 } faults)
        {
            warnings.Add(
                "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: " +
                $"[{string.Join(' ', faults)}]");
        }

        PodPlacementWarnings.AddLabels(spec, warnings);
        foreach (var (annotation, why) in DeprecatedAnnotations)
        {
            if (annotations.ContainsKey(annotation))
            {
                warnings.Add($"metadata.annotations[{annotation}]: {why}");
            }
        }

        PodVolumeWarnings.Add(spec, warnings);
        AddDuplicates(spec, "hostAliases", "ip", warnings);
        AddDuplicates(spec, "imagePullSecrets", "name", warnings);
        AddEmptyPullSecrets(spec, warnings);
        PodResourceWarnings.Add(spec.GetObject("overhead"), "spec.overhead", warnings);
        if (spec.GetObject("securityContext")?.GetObject("seccompProfile") is null && annotations.ContainsKey(SeccompOfPod))
        {
            warnings.Add(Seccomp(SeccompOfPod));
        }

        PodContainers.ForEach(spec, (container, path) => AddContainer(container, path, annotations, warnings));
        PodPortWarnings.Add(spec, warnings);
        if (spec.GetInteger("terminationGracePeriodSeconds") < 0)
        {
            warnings.Add("spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1");
        }

        PodPlacementWarnings.AddSelectors(spec, warnings);
        PodAddressWarnings.Add(spec, warnings);
        return warnings;
    }

    private static void AddAppArmor(JsonObject spec, JsonObject annotations, List<string> warnings) => PodContainers.ForEach(spec, (container, _) =>
    {
        var key = AppArmorPrefix + container.GetString("name");
        if (annotations.ContainsKey(key) && container.GetObject("securityContext")?.GetObject("appArmorProfile") is null)
        {
            warnings.Add($"metadata.annotations[{key}]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
    });

    private static void AddDuplicates(JsonObject spec, string list, string member, List<string> warnings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var entry in spec.GetList(list)?.OfType<JsonObject>() ?? [])
        {
            var value = entry.GetString(member);
            if (!seen.Add(value))
            {
                warnings.Add($"spec.{list}[{index}].{member}: duplicate {member} {GoText.Quote(value)}");
            }

            index++;
        }
    }

    private static void AddEmptyPullSecrets(JsonObject spec, List<string> warnings)
    {
        var index = 0;
        foreach (var entry in spec.GetList("imagePullSecrets")?.OfType<JsonObject>() ?? [])
        {
            if (entry.GetString("name").Length == 0)
            {
                warnings.Add($"spec.imagePullSecrets[{index}].name: invalid empty name \"\"");
            }

            index++;
        }
    }

    private static void AddContainer(JsonObject container, string path, JsonObject annotations, List<string> warnings)
    {
        var key = SeccompPrefix + container.GetString("name");
        if (container.GetObject("securityContext")?.GetObject("seccompProfile") is null && annotations.ContainsKey(key))
        {
            warnings.Add(Seccomp(key));
        }

        PodResourceWarnings.AddContainer(container, path, warnings);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var variable in container.GetList("env")?.OfType<JsonObject>() ?? [])
        {
            var (name, value) = (variable.GetString("name"), variable.GetString("value"));
            var reference = $"$({name})";

            // A later value that refers to the earlier one is intended.
            if (!seen.Add(name) && (variable["valueFrom"] is not null || value == reference || !value.Contains(reference, StringComparison.Ordinal)))
            {
                warnings.Add($"{path}.env[{index}]: hides previous definition of {GoText.Quote(name)}, which may be dropped when using apply");
            }

            index++;
        }
    }

    private static string Seccomp(string annotation) =>
        $"metadata.annotations[{annotation}]: non-functional in v1.27+; use the \"seccompProfile\" field instead";
}
