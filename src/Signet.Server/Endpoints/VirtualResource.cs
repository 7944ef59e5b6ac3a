using Signet.Core.Primitives;

namespace Signet.Server.Endpoints;

/// <summary>A resource in discovery that is not stored: a review or a subresource.</summary>
/// <param name="Version">The group and version of the discovery list.</param>
/// <param name="Name">The name in paths: <c>serviceaccounts/token</c>.</param>
/// <param name="Singular">The singular name, or empty.</param>
/// <param name="Namespaced">Whether it is namespaced.</param>
/// <param name="Kind">The kind; its group and version may differ from the list's.</param>
/// <param name="Verbs">The verbs.</param>
internal sealed record VirtualResource(
    GroupVersion Version, string Name, string Singular, bool Namespaced, GroupVersionKind Kind, IReadOnlyList<string> Verbs)
{
    /// <summary>Whether group or version of the kind differ from the list's.</summary>
    public bool HasForeignKind => Kind.GroupVersion != Version;

    /// <summary>Whether it is a subresource.</summary>
    public bool IsSubresource => Name.Contains('/', StringComparison.Ordinal);
}
