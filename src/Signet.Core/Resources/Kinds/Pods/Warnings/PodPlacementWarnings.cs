using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods.Warnings;

/// <summary>Warnings of deprecated node labels (Kubernetes, <c>pkg/api/node/util.go</c>) and of selectors that match nothing.</summary>
internal static class PodPlacementWarnings
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    private const string NoSelector = "a null labelSelector results in matching no pod";

    private static readonly FrozenDictionary<string, string> DeprecatedLabels = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        ["beta.kubernetes.io/os"] = "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        ["failure-domain.beta.kubernetes.io/region"] = "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        ["failure-domain.beta.kubernetes.io/zone"] = "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        ["beta.kubernetes.io/instance-type"] = "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        ["app.kubernetes.io/created-by"] = "deprecated since v1.9",
        ["scheduler.alpha.kubernetes.io/preferAvoidPods"] = "deprecated since v1.22; use Taints and Tolerations instead",
        ["node-role.kubernetes.io/master"] = "use \"node-role.kubernetes.io/control-plane\" instead",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Adds warnings of node labels in every scheduling constraint.</summary>
    public static void AddLabels(JsonObject spec, List<string> warnings)
    {
        foreach (var (label, _) in (spec.GetObject("nodeSelector") ?? []).OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            if (DeprecatedLabels.TryGetValue(label, out var why))
            {
                warnings.Add($"spec.nodeSelector[{label}]: {why}");
            }
        }

        if (spec.GetObject("affinity")?.GetObject("nodeAffinity") is { } affinity)
        {
            const string Path = "spec.affinity.nodeAffinity.";
            AddTerms(affinity.GetObject(Required)?.GetList("nodeSelectorTerms"), $"{Path}{Required}.nodeSelectorTerms", "", warnings);
            AddTerms(affinity.GetList(Preferred), Path + Preferred, "preference", warnings);
        }

        ForEach(spec.GetList("topologySpreadConstraints"), "spec.topologySpreadConstraints", (constraint, path) =>
        {
            var label = constraint.GetString("topologyKey");
            if (DeprecatedLabels.TryGetValue(label, out var why))
            {
                warnings.Add($"{path}.topologyKey: {label} is {why}");
            }

            AddNoSelector(constraint, path, warnings);
        });
    }

    /// <summary>Adds warnings of affinities that match no pods.</summary>
    public static void AddSelectors(JsonObject spec, List<string> warnings)
    {
        foreach (var kind in (ReadOnlySpan<string>)["podAffinity", "podAntiAffinity"])
        {
            if (spec.GetObject("affinity")?.GetObject(kind) is { } affinity)
            {
                ForEach(affinity.GetList(Required), $"spec.affinity.{kind}.{Required}", (term, path) => AddNoSelector(term, path, warnings));
                ForEach(affinity.GetList(Preferred), $"spec.affinity.{kind}.{Preferred}", (term, path) =>
                    AddNoSelector(term.GetObject("podAffinityTerm") ?? [], path + ".podAffinityTerm", warnings));
            }
        }
    }

    private static void AddNoSelector(JsonObject term, string path, List<string> warnings)
    {
        if (term["labelSelector"] is null)
        {
            warnings.Add($"{path}.labelSelector: {NoSelector}");
        }
    }

    private static void AddTerms(JsonArray? terms, string path, string member, List<string> warnings) => ForEach(terms, path, (entry, at) =>
    {
        var (term, termPath) = member.Length == 0 ? (entry, at) : (entry.GetObject(member) ?? [], $"{at}.{member}");
        ForEach(term.GetList("matchExpressions"), termPath + ".matchExpressions", (expression, field) =>
        {
            var label = expression.GetString("key");
            if (DeprecatedLabels.TryGetValue(label, out var why))
            {
                warnings.Add($"{field}.key: {label} is {why}");
            }
        });
    });

    private static void ForEach(JsonArray? list, string path, Action<JsonObject, string> visit)
    {
        for (var i = 0; i < (list?.Count ?? 0); i++)
        {
            visit(list![i] as JsonObject ?? [], $"{path}[{i}]");
        }
    }
}
