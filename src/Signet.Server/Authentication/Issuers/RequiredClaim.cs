namespace Signet.Server.Authentication.Issuers;

/// <summary>A claim that a token must have.</summary>
public sealed record RequiredClaim(string Claim, string Value);
