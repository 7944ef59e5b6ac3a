using System.Collections.Frozen;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>
/// The versions of the served kinds that kube-apiserver 1.36 can decode beside <c>v1</c> (its scheme; Kubernetes, <c>pkg/apis/*/install</c>).
/// A body of such a version is read like one of <c>v1</c>; whether the endpoint takes it is another check, with a text of its own.
/// </summary>
internal static class DecodableVersions
{
    private static readonly FrozenDictionary<string, string[]> ByGroup = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["authorization.k8s.io"] = ["v1beta1"],
        ["coordination.k8s.io"] = ["v1beta1"],
        ["events.k8s.io"] = ["v1beta1"],
        ["policy"] = ["v1beta1"],
        ["rbac.authorization.k8s.io"] = ["v1alpha1", "v1beta1"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>In this group each kind has versions of its own.</summary>
    private static readonly FrozenDictionary<string, string[]> OfAuthentication = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["SelfSubjectReview"] = ["v1alpha1", "v1beta1"],
        ["TokenReview"] = ["v1beta1"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="came"/> is <paramref name="kind"/> in another version that kube-apiserver decodes.</summary>
    public static bool IsOtherVersionOf(GroupVersionKind came, GroupVersionKind kind) =>
        came.Kind == kind.Kind && (came.Group == kind.Group
            ? (came.Group == "authentication.k8s.io" ? OfAuthentication.GetValueOrDefault(came.Kind) : ByGroup.GetValueOrDefault(came.Group))?.Contains(came.Version) == true
            : IsEvent(came) && IsEvent(kind));

    /// <summary>Events of both groups are one kind inside kube-apiserver.</summary>
    private static bool IsEvent(GroupVersionKind kind) => kind is { Kind: "Event", Group: "", Version: "v1" } or { Kind: "Event", Group: "events.k8s.io", Version: "v1" or "v1beta1" };
}
