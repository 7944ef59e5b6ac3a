using Signet.Core.Access;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>Impersonation of a node, by its name alone. The result has the group of nodes.</summary>
internal abstract class NodeMode(string mode) : ImpersonationMode
{
    /// <inheritdoc/>
    public override string Constraint { get; } = $"impersonate:{mode}";

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck>? ChecksFor(ImpersonationRequest requested, in AuthenticatedRequest request)
    {
        var node = requested.IsNameOnly ? NodeOf(requested.Name) : "";
        return node.Length > 0 && ResourceNameFor(node, request) is { } name
            ? [CheckOnRequest(mode, request), CheckOn(request, Constraint, AuthenticationGroup, "nodes", name)]
            : null;
    }

    /// <inheritdoc/>
    public override UserInfo UserFor(ImpersonationRequest requested) =>
        WithAuthenticationGroup(new UserInfo { Name = requested.Name, Groups = [KnownUsers.NodesGroup] });

    /// <summary>The resource name that the caller needs the permission for; null when this mode does not apply to the node.</summary>
    protected abstract string? ResourceNameFor(string node, in AuthenticatedRequest request);
}
