using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Admission.Nodes;

/// <summary>
/// The labels that a node may set on itself: labels outside of Kubernetes' domains and those of kubelets, but no others of Kubernetes, which control
/// the scheduling of pods (Kubernetes, <c>pkg/kubelet/apis/well_known_labels.go</c>).
/// </summary>
internal static class NodeLabelRules
{
    /// <summary>A domain whose labels nodes may not set, nor those of its subdomains.</summary>
    private const string Restricted = "node-restriction.kubernetes.io";

    private static readonly string[] KubernetesDomains = ["kubernetes.io", "k8s.io"];
    private static readonly string[] KubeletDomains = ["kubelet.kubernetes.io", "node.kubernetes.io"];
    private static readonly FrozenSet<string> KubeletLabels = FrozenSet.Create(
        StringComparer.Ordinal,
        "kubernetes.io/hostname",
        "kubernetes.io/os",
        "kubernetes.io/arch",
        "topology.kubernetes.io/zone",
        "topology.kubernetes.io/region",
        "node.kubernetes.io/instance-type",
        "failure-domain.beta.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region",
        "beta.kubernetes.io/instance-type",
        "beta.kubernetes.io/os",
        "beta.kubernetes.io/arch");

    /// <summary>The forbidden labels that were added, changed or removed, ordered by name.</summary>
    public static IReadOnlyCollection<string> Forbidden(JsonObject? updated, JsonObject? current)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        AddChanged(found, updated, current);
        AddChanged(found, current, updated);
        return found;
    }

    private static void AddChanged(SortedSet<string> found, JsonObject? labels, JsonObject? others)
    {
        foreach (var (label, _) in labels ?? [])
        {
            if ((others?.ContainsKey(label) != true || labels!.GetString(label) != others.GetString(label)) && IsForbidden(label))
            {
                found.Add(label);
            }
        }
    }

    private static bool IsForbidden(string label)
    {
        var slash = label.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return false;
        }

        var domain = label[..slash];
        return IsWithin(domain, Restricted) ||
            (KubernetesDomains.Any(known => IsWithin(domain, known)) && !KubeletLabels.Contains(label) &&
                !KubeletDomains.Any(known => IsWithin(domain, known)));
    }

    private static bool IsWithin(string domain, string parent) =>
        domain == parent || (domain.Length > parent.Length && domain.EndsWith(parent, StringComparison.Ordinal) && domain[^(parent.Length + 1)] == '.');
}
