namespace Signet.Core.Tokens.Claims;

/// <summary>The audiences and the validity of a token, in seconds since 1970; 0 if the claim is absent.</summary>
internal sealed record TimedClaims(IReadOnlyList<string> Audiences, long NotBefore, long ExpiresAt);
