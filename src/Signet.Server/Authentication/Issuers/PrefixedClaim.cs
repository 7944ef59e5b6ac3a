namespace Signet.Server.Authentication.Issuers;

/// <summary>A claim that is mapped to a user name or to groups.</summary>
/// <param name="Claim">The name of the claim.</param>
/// <param name="Prefix">The prefix of each value.</param>
internal sealed record PrefixedClaim(string Claim, string Prefix);
