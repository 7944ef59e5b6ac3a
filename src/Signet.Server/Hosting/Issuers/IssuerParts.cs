using Signet.Core.Tokens.Issuers;

namespace Signet.Server.Hosting.Issuers;

/// <summary>The issuers of a server.</summary>
/// <param name="Store">The record in the store.</param>
/// <param name="Accepted">The accepted issuers, which follow the record.</param>
/// <param name="Opened">What the start has found and done.</param>
internal sealed record IssuerParts(IssuerStore Store, AcceptedIssuers Accepted, IssuerStart Opened)
{
    /// <summary>The issuer of new tokens.</summary>
    public string Signing => Accepted.Current.Signing;
}
