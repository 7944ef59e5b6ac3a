namespace Signet.Server.Authentication.Issuers;

/// <summary>A claim whose value becomes a name.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Prefix">What is put before each value.</param>
internal sealed record PrefixedClaim(string Claim, string Prefix);
