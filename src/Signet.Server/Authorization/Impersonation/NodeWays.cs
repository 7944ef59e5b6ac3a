using Signet.Core.Access;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>A node by its name alone; it gets the nodes' group.</summary>
internal abstract class NodeWay(string mode) : ImpersonationWay
{
    /// <inheritdoc/>
    public override string Constraint { get; } = $"impersonate:{mode}";

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck>? ChecksFor(WantedUser wanted, in AuthenticatedRequest request)
    {
        var node = wanted.IsNameOnly ? NodeOf(wanted.Name) : "";
        return node.Length > 0 && NameToAsk(node, request) is { } name
            ? [OnRequest(mode, request), On(request, Constraint, AuthenticationGroup, "nodes", name)]
            : null;
    }

    /// <inheritdoc/>
    public override UserInfo UserFor(WantedUser wanted) =>
        WithEverybodysGroup(new UserInfo { Name = wanted.Name, Groups = [KnownUsers.NodesGroup] });

    /// <summary>The name that the caller needs a right to, or null when this way is not for that node.</summary>
    protected abstract string? NameToAsk(string node, in AuthenticatedRequest request);
}

/// <summary>
/// The node that the caller itself runs on: a service account with a token that is bound to the node or to a pod there. A rule cannot
/// name that node, since it is another one for each replica.
/// </summary>
internal sealed class AssociatedNodeWay() : NodeWay("associated-node")
{
    private const string NodeNameKey = "authentication.kubernetes.io/node-name";

    /// <inheritdoc/>
    protected override string? NameToAsk(string node, in AuthenticatedRequest request)
    {
        if (!TryReadServiceAccount(request.Sender.Name, out _, out _))
        {
            return null;
        }

        foreach (var (key, values) in request.Sender.Extra)
        {
            if (key == NodeNameKey)
            {
                return values.Count == 1 && values[0] == node ? "*" : null;
            }
        }

        return null;
    }
}

/// <summary>Any node that a rule allows.</summary>
internal sealed class ArbitraryNodeWay() : NodeWay("arbitrary-node")
{
    /// <inheritdoc/>
    protected override string? NameToAsk(string node, in AuthenticatedRequest request) => node;
}
