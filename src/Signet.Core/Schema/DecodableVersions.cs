using System.Collections.Frozen;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>
/// The versions of the served kinds that kube-apiserver 1.36 can decode in addition to <c>v1</c> (its scheme; Kubernetes,
/// <c>pkg/apis/*/install</c>). A body of such a version is decoded as <c>v1</c>; a separate check, with its own message, decides whether the
/// endpoint accepts it.
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

    /// <summary>In this group the versions differ by kind.</summary>
    private static readonly FrozenDictionary<string, string[]> OfAuthentication = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["SelfSubjectReview"] = ["v1alpha1", "v1beta1"],
        ["TokenReview"] = ["v1beta1"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="declared"/> is <paramref name="kind"/> in another version that kube-apiserver decodes.</summary>
    public static bool IsOtherVersionOf(GroupVersionKind declared, GroupVersionKind kind) =>
        declared.Kind == kind.Kind && (declared.Group == kind.Group
            ? VersionsOf(declared)?.Contains(declared.Version) == true
            : IsEvent(declared) && IsEvent(kind));

    private static string[]? VersionsOf(GroupVersionKind kind) =>
        kind.Group == "authentication.k8s.io" ? OfAuthentication.GetValueOrDefault(kind.Kind) : ByGroup.GetValueOrDefault(kind.Group);

    /// <summary>The events of both groups are one internal kind of kube-apiserver.</summary>
    private static bool IsEvent(GroupVersionKind kind) =>
        kind is { Kind: "Event", Group: "", Version: "v1" } or { Kind: "Event", Group: "events.k8s.io", Version: "v1" or "v1beta1" };
}
