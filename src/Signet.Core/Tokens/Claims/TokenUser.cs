using Signet.Core.Access;

namespace Signet.Core.Tokens.Claims;

/// <summary>The user that a token identifies (Kubernetes, <c>pkg/serviceaccount/util.go</c> ServiceAccountInfo).</summary>
internal static class TokenUser
{
    private const string CredentialId = "authentication.kubernetes.io/credential-id";
    private const string NodeName = "authentication.kubernetes.io/node-name";
    private const string NodeUid = "authentication.kubernetes.io/node-uid";
    private const string PodName = "authentication.kubernetes.io/pod-name";
    private const string PodUid = "authentication.kubernetes.io/pod-uid";

    /// <summary>Creates the user: name, uid, groups and, as extra values, the bound objects.</summary>
    public static UserInfo Of(TokenClaims claims)
    {
        var extra = new List<KeyValuePair<string, IReadOnlyList<string>>>(5);
        if (claims.Id.Length > 0)
        {
            Add(extra, CredentialId, "JTI=" + claims.Id);
        }

        var (pod, node) = claims.Bound switch
        {
            BoundClaim.Pod bound => (bound.Object, bound.OnNode),
            BoundClaim.Node bound => (null, bound.Object),
            _ => (null, null),
        };
        Add(extra, NodeName, node?.Name);
        Add(extra, NodeUid, node?.Uid);
        Add(extra, PodName, pod?.Name);
        Add(extra, PodUid, pod?.Uid);
        return new UserInfo
        {
            Name = claims.Subject,
            Uid = claims.ServiceAccount.Uid,
            Groups = [KnownUsers.ServiceAccountsGroup, $"{KnownUsers.ServiceAccountsGroup}:{claims.Namespace}"],
            Extra = extra,
        };
    }

    private static void Add(List<KeyValuePair<string, IReadOnlyList<string>>> extra, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            extra.Add(new(key, [value]));
        }
    }
}
