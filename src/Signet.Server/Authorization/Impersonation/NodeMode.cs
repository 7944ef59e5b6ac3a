using Signet.Core.Access;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>A node by its name alone; it gets the nodes' group.</summary>
internal abstract class NodeMode(string mode) : ImpersonationMode
{
    /// <inheritdoc/>
    public override string Constraint { get; } = $"impersonate:{mode}";

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck>? ChecksFor(ImpersonationRequest wanted, in AuthenticatedRequest request)
    {
        var node = wanted.IsNameOnly ? NodeOf(wanted.Name) : "";
        return node.Length > 0 && NameToAsk(node, request) is { } name
            ? [OnRequest(mode, request), On(request, Constraint, AuthenticationGroup, "nodes", name)]
            : null;
    }

    /// <inheritdoc/>
    public override UserInfo UserFor(ImpersonationRequest wanted) =>
        WithEverybodysGroup(new UserInfo { Name = wanted.Name, Groups = [KnownUsers.NodesGroup] });

    /// <summary>The name that the caller needs a right to, or null when this way is not for that node.</summary>
    protected abstract string? NameToAsk(string node, in AuthenticatedRequest request);
}
