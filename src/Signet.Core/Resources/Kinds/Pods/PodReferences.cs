using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The references of a pod's spec to other objects (Kubernetes, <c>pkg/api/v1/pod/util.go</c> VisitPodSecretNames).</summary>
internal static class PodReferences
{
    /// <summary>The volume sources with a reference to a secret, and the field of the reference.</summary>
    private static readonly (string Source, string Member)[] SecretVolumes =
    [
        ("azureFile", "secretName"), ("cephfs", "secretRef"), ("cinder", "secretRef"), ("flexVolume", "secretRef"), ("rbd", "secretRef"),
        ("scaleIO", "secretRef"), ("secret", "secretName"), ("iscsi", "secretRef"), ("storageos", "secretRef"), ("csi", "nodePublishSecretRef"),
    ];

    /// <summary>The names of all secrets, with duplicates.</summary>
    public static IEnumerable<string> SecretNames(JsonObject spec) => PullSecretNames(spec)
        .Concat(PodContainers.All(spec).SelectMany(SecretNamesOfContainer))
        .Concat(Objects(spec.GetList("volumes")).SelectMany(SecretNamesOfVolume));

    /// <summary>The image pull secrets.</summary>
    public static IEnumerable<string> PullSecretNames(JsonObject spec) => Objects(spec.GetList("imagePullSecrets")).Select(secret => secret.GetString("name"));

    /// <summary>The secrets in the environment of a container.</summary>
    public static IEnumerable<string> SecretNamesOfContainer(JsonObject container) => NamesOf(container.GetList("envFrom"), "secretRef")
        .Concat(NamesOf(Objects(container.GetList("env")).Select(variable => variable.GetObject("valueFrom")), "secretKeyRef"));

    /// <summary>The secrets of a volume.</summary>
    public static IEnumerable<string> SecretNamesOfVolume(JsonObject volume)
    {
        foreach (var (source, member) in SecretVolumes)
        {
            var name = volume.GetObject(source) is not { } found ? ""
                : found.GetObject(member)?.GetString("name") ?? found.GetString(member);
            if (name.Length > 0)
            {
                yield return name;
            }
        }

        foreach (var name in NamesOf(volume.GetObject("projected")?.GetList("sources"), "secret"))
        {
            yield return name;
        }
    }

    /// <summary>The names of all config maps, with duplicates (Kubernetes, VisitPodConfigmapNames).</summary>
    public static IEnumerable<string> ConfigMapNames(JsonObject spec) => PodContainers.All(spec)
        .SelectMany(container => NamesOf(container.GetList("envFrom"), "configMapRef")
            .Concat(NamesOf(Objects(container.GetList("env")).Select(variable => variable.GetObject("valueFrom")), "configMapKeyRef")))
        .Concat(Objects(spec.GetList("volumes")).SelectMany(volume => NamesOf([volume], "configMap")
            .Concat(NamesOf(volume.GetObject("projected")?.GetList("sources"), "configMap"))));

    /// <summary>The names of all volume claims; the name for an ephemeral volume derives from that of the pod.</summary>
    public static IEnumerable<string> VolumeClaimNames(string pod, JsonObject spec) => Objects(spec.GetList("volumes"))
        .Select(volume => volume.GetObject("persistentVolumeClaim") is { } claim ? claim.GetString("claimName")
            : volume.GetObject("ephemeral") is not null ? $"{pod}-{volume.GetString("name")}"
            : "")
        .Where(name => name.Length > 0);

    /// <summary>Whether a volume projects a token for an audience; the empty audience is that of the server.</summary>
    public static bool ProjectsTokenFor(string audience, ReadOnlyMemory<byte> pod)
    {
        using var document = JsonDocument.Parse(pod);
        if (!document.RootElement.TryGetProperty("spec"u8, out var spec) || !spec.TryGetProperty("volumes"u8, out var volumes))
        {
            return false;
        }

        foreach (var volume in volumes.EnumerateArray())
        {
            if (!volume.TryGetProperty("projected"u8, out var projected) || !projected.TryGetProperty("sources"u8, out var sources))
            {
                continue;
            }

            foreach (var source in sources.EnumerateArray())
            {
                if (source.TryGetProperty("serviceAccountToken"u8, out var token) &&
                    (token.TryGetProperty("audience"u8, out var named) ? named.ValueEquals(audience) : audience.Length == 0))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a volume projects a service account token.</summary>
    public static bool ProjectsToken(JsonObject spec) => Objects(spec.GetList("volumes")).Any(volume =>
        Objects(volume.GetObject("projected")?.GetList("sources")).Any(source => source.GetObject("serviceAccountToken") is not null));

    private static IEnumerable<string> NamesOf(IEnumerable<JsonNode?>? nodes, string member) => (nodes ?? [])
        .OfType<JsonObject>()
        .Select(node => node.GetObject(member)?.GetString("name") ?? "")
        .Where(name => name.Length > 0);

    private static IEnumerable<JsonObject> Objects(JsonArray? list) => list?.OfType<JsonObject>() ?? [];
}
