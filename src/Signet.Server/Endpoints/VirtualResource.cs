using Signet.Core.Primitives;

namespace Signet.Server.Endpoints;

/// <summary>A resource that discovery lists beside the stored ones: reviews and subresources.</summary>
/// <param name="Version">The group and version that it is listed in.</param>
/// <param name="Name">The name in paths: <c>serviceaccounts/token</c>.</param>
/// <param name="Singular">The name of one, or empty.</param>
/// <param name="Namespaced">Whether it lives in namespaces.</param>
/// <param name="Kind">The kind; its group and version may be others than the list's.</param>
/// <param name="Verbs">What can be done.</param>
internal sealed record VirtualResource(
    GroupVersion Version, string Name, string Singular, bool Namespaced, GroupVersionKind Kind, IReadOnlyList<string> Verbs)
{
    /// <summary>Whether the kind is of another group or version than the list.</summary>
    public bool HasForeignKind => Kind.GroupVersion != Version;

    /// <summary>Whether it is a subresource.</summary>
    public bool IsSubresource => Name.Contains('/', StringComparison.Ordinal);
}
