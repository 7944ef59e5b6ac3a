using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds.Pods;

namespace Signet.Core.Admission;

/// <summary>
/// The volume with the token of a pod, the root certificates of the server and the namespace, at the path that client libraries read
/// (Kubernetes, <c>plugin/pkg/admission/serviceaccount</c> TokenVolumeSource).
/// </summary>
internal static class TokenVolume
{
    private const string NamePrefix = "kube-api-access-";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>An hour and seven seconds: the issuer recognizes tokens that may be extended by this lifetime.</summary>
    private const long LifetimeSeconds = 3607;

    private const long FileMode = 420;

    /// <summary>Mounts the volume into every container without a mount at the path.</summary>
    public static void Mount(JsonObject spec)
    {
        var existing = spec.GetList("volumes")?.OfType<JsonObject>()
            .Select(volume => volume.GetString("name"))
            .LastOrDefault(name => name.StartsWith(NamePrefix, StringComparison.Ordinal));
        var volumeName = existing ?? NamePrefix + RandomNames.Suffix();
        var isNeeded = false;
        foreach (var container in PodContainers.All(spec))
        {
            isNeeded |= MountInto(container, volumeName);
        }

        if (isNeeded && existing is null)
        {
            ListIn(spec, "volumes").Add((JsonNode)Make(volumeName));
        }
    }

    private static bool MountInto(JsonObject container, string volumeName)
    {
        var mounts = ListIn(container, "volumeMounts");
        if (mounts.OfType<JsonObject>().Any(mount => mount.GetString("mountPath") == MountPath))
        {
            return false;
        }

        mounts.Add((JsonNode)new JsonObject { ["name"] = volumeName, ["readOnly"] = true, ["mountPath"] = MountPath });
        return true;
    }

    private static JsonArray ListIn(JsonObject node, string name)
    {
        if (node.GetList(name) is { } list)
        {
            return list;
        }

        var added = new JsonArray();
        node[name] = added;
        return added;
    }

    private static JsonObject Make(string name) => new()
    {
        ["name"] = name,
        ["projected"] = new JsonObject
        {
            ["sources"] = new JsonArray(
                new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = LifetimeSeconds, ["path"] = "token" } },
                new JsonObject
                {
                    ["configMap"] = new JsonObject
                    {
                        ["name"] = "kube-root-ca.crt",
                        ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                    },
                },
                new JsonObject
                {
                    ["downwardAPI"] = new JsonObject
                    {
                        ["items"] = new JsonArray(new JsonObject
                        {
                            ["path"] = "namespace",
                            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                        }),
                    },
                }),
            ["defaultMode"] = FileMode,
        },
    };
}
