using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>Impersonation of any node that a role names.</summary>
internal sealed class ArbitraryNodeMode() : NodeMode("arbitrary-node")
{
    /// <inheritdoc/>
    protected override string? ResourceNameFor(string node, in AuthenticatedRequest request) => node;
}
