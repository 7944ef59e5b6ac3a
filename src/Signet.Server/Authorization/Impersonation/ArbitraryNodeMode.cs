using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>Any node that a rule allows.</summary>
internal sealed class ArbitraryNodeMode() : NodeMode("arbitrary-node")
{
    /// <inheritdoc/>
    protected override string? NameToAsk(string node, in AuthenticatedRequest request) => node;
}
