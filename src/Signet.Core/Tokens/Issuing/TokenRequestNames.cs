using Signet.Core.Primitives;

namespace Signet.Core.Tokens.Issuing;

/// <summary>The names that TokenRequest's failures are reported under.</summary>
internal static class TokenRequestNames
{
    /// <summary>The kind itself.</summary>
    public static GroupVersionKind GroupVersionKind { get; } = new("authentication.k8s.io", "v1", "TokenRequest");

    internal static GroupKind Kind => GroupVersionKind.GroupKind;

    /// <summary>The kind where a resource should stand, because Kubernetes puts it there.</summary>
    internal static GroupResource KindAsResource => new("authentication.k8s.io", "TokenRequest");

    internal static GroupResource ServiceAccounts => new("", "serviceaccounts");
}
