namespace Signet.Core.Tokens.Claims;

/// <summary>Whom a token is for and when, in seconds since 1970; 0 when it does not say.</summary>
internal sealed record TimedClaims(IReadOnlyList<string> Audiences, long NotBefore, long ExpiresAt);
