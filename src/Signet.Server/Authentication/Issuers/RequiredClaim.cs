namespace Signet.Server.Authentication.Issuers;

/// <summary>A claim that has to have a value.</summary>
public sealed record RequiredClaim(string Claim, string Value);
