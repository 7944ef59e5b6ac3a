using System.Collections.Frozen;

namespace Signet.Server.Http.Targets;

/// <summary>Frequent path segments, so that parsing a path allocates no strings for them. Other segments work as well.</summary>
internal static class KnownSegments
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "api", "apis", "v1", "namespaces", "serviceaccounts", "token", "pods", "nodes", "secrets", "configmaps", "events", "status", "default", "kube-system",
        "authentication.k8s.io", "tokenreviews", "selfsubjectreviews", "authorization.k8s.io", "subjectaccessreviews", "selfsubjectaccessreviews",
        "localsubjectaccessreviews", "rbac.authorization.k8s.io", "coordination.k8s.io", "leases", "livez", "readyz", "healthz", "openid", "jwks")
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The string of a segment.</summary>
    public static string TextOf(ReadOnlySpan<char> segment) => Known.TryGetValue(segment, out var known) ? known : segment.ToString();
}
