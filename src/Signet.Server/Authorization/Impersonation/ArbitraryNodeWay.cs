using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>Any node that a rule allows.</summary>
internal sealed class ArbitraryNodeWay() : NodeWay("arbitrary-node")
{
    /// <inheritdoc/>
    protected override string? NameToAsk(string node, in AuthenticatedRequest request) => node;
}
