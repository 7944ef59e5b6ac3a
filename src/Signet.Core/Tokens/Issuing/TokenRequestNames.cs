using Signet.Core.Primitives;

namespace Signet.Core.Tokens.Issuing;

/// <summary>The kinds and resources in errors of TokenRequest.</summary>
internal static class TokenRequestNames
{
    /// <summary>The kind TokenRequest.</summary>
    public static GroupVersionKind GroupVersionKind { get; } = new("authentication.k8s.io", "v1", "TokenRequest");

    internal static GroupKind Kind => GroupVersionKind.GroupKind;

    /// <summary>The kind in place of a resource, as Kubernetes has it.</summary>
    internal static GroupResource KindAsResource => new("authentication.k8s.io", "TokenRequest");

    internal static GroupResource ServiceAccounts => new("", "serviceaccounts");
}
