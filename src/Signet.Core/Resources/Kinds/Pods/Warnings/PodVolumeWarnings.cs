using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Kinds.Pods.Warnings;

/// <summary>Warnings of removed and deprecated volume types, and of overlapping paths in one volume.</summary>
internal static class PodVolumeWarnings
{
    private static readonly (string Source, string Why)[] DeprecatedSources =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("ephemeral", ""),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    public static void Add(JsonObject spec, List<string> warnings)
    {
        var volumes = spec.GetList("volumes")?.OfType<JsonObject>().ToList() ?? [];
        for (var i = 0; i < volumes.Count; i++)
        {
            AddSources(volumes[i], $"spec.volumes[{i}]", warnings);
        }

        foreach (var volume in volumes)
        {
            AddOverlaps(volume, warnings);
        }
    }

    private static void AddSources(JsonObject volume, string path, List<string> warnings)
    {
        foreach (var (source, why) in DeprecatedSources)
        {
            if (volume.GetObject(source) is not { } used)
            {
                continue;
            }

            if (source == "ephemeral")
            {
                AddClaim(used, path, warnings);
            }
            else
            {
                // Kubernetes spells this name with other capitals than the field.
                warnings.Add($"{path}.{(source == "storageos" ? "storageOS" : source)}: {why}");
            }
        }
    }

    private static void AddClaim(JsonObject ephemeral, string path, List<string> warnings)
    {
        var resources = ephemeral.GetObject("volumeClaimTemplate")?.GetObject("spec")?.GetObject("resources");
        var resourcesPath = path + ".ephemeral.volumeClaimTemplate.spec.resources";
        PodResourceWarnings.AddOne(resources?.GetObject("requests"), resourcesPath + ".requests", "storage", warnings);
        PodResourceWarnings.AddOne(resources?.GetObject("limits"), resourcesPath + ".limits", "storage", warnings);
    }

    private static void AddOverlaps(JsonObject volume, List<string> warnings)
    {
        var name = GoText.Quote(volume.GetString("name"));
        if (volume.GetObject("configMap") is { } configMap)
        {
            AddOverlaps(PathsOf(configMap), $"volume {name} (ConfigMap {GoText.Quote(configMap.GetString("name"))})", warnings);
        }

        if (volume.GetObject("secret") is { } secret)
        {
            AddOverlaps(PathsOf(secret), $"volume {name} (Secret {GoText.Quote(secret.GetString("secretName"))})", warnings);
        }

        if (volume.GetObject("downwardAPI") is { } downward)
        {
            AddOverlaps(PathsOf(downward), $"volume {name} (DownwardAPI)", warnings);
        }

        var all = new SortedSet<string>(Utf8Order.Instance);
        foreach (var source in volume.GetObject("projected")?.GetList("sources")?.OfType<JsonObject>() ?? [])
        {
            AddProjection(source, name, all, warnings);
        }
    }

    private static void AddProjection(JsonObject source, string volume, SortedSet<string> all, List<string> warnings)
    {
        if (source.Count == 0)
        {
            warnings.Add($"volume {volume} (Projected) has no sources provided");
            return;
        }

        var (paths, what) = ProjectedPaths(source);
        if (paths.Count == 0)
        {
            return;
        }

        var title = $"volume {volume} (Projected {what})";
        AddOverlaps(paths, title, warnings);

        // Checks again with the paths of the earlier sources, as Kubernetes does; duplicate texts are sent once.
        var own = new SortedSet<string>(paths, Utf8Order.Instance);
        AddOverlaps([.. own.Concat(all).Order(Utf8Order.Instance)], title, warnings);
        all.UnionWith(own);
    }

    private static (IReadOnlyList<string> Paths, string What) ProjectedPaths(JsonObject source)
    {
        if (source.GetObject("configMap") is { } configMap && configMap["items"] is not null)
        {
            return (PathsOf(configMap), $"ConfigMap {GoText.Quote(configMap.GetString("name"))}");
        }

        if (source.GetObject("secret") is { } secret && secret["items"] is not null)
        {
            return (PathsOf(secret), $"Secret {GoText.Quote(secret.GetString("name"))}");
        }

        if (source.GetObject("downwardAPI") is { } downward && downward["items"] is not null)
        {
            return (PathsOf(downward), "DownwardAPI");
        }

        if (source.GetObject("serviceAccountToken") is { } token)
        {
            return ([token.GetString("path")], "ServiceAccountToken");
        }

        return source.GetObject("clusterTrustBundle") is { } bundle
            ? ([bundle.GetString("path")], $"ClusterTrustBundle {GoText.Quote(bundle.GetString(bundle["name"] is null ? "signerName" : "name"))}")
            : ([], "");
    }

    private static string[] PathsOf(JsonObject source) => [.. (source.GetList("items") ?? []).OfType<JsonObject>().Select(item => item.GetString("path"))];

    private static void AddOverlaps(IReadOnlyList<string> paths, string title, List<string> warnings)
    {
        var seen = new SortedSet<string>(Utf8Order.Instance);
        foreach (var path in paths)
        {
            var trimmed = path.TrimEnd('/');
            if (trimmed.Length > 0 && seen.FirstOrDefault(other => AreOverlapping(other, trimmed)) is { } other)
            {
                warnings.Add($"{title}: overlapping paths: {GoText.Quote(trimmed)} with {GoText.Quote(other)}");
            }

            seen.Add(trimmed);
        }
    }

    /// <summary>Whether the paths are equal or one is a string prefix of the other, as Kubernetes compares them.</summary>
    private static bool AreOverlapping(string one, string other) =>
        one.Length > 0 && ((one + "/").StartsWith(other, StringComparison.Ordinal) || (other + "/").StartsWith(one, StringComparison.Ordinal));
}
