namespace Signet.Server.Http.Requests;

/// <summary>How long the result of an authentication is valid, in seconds since 1970; 0 means no limit.</summary>
/// <param name="EndsAt">When the credential expires: <c>exp</c> of a token, <c>notAfter</c> of a certificate.</param>
/// <param name="CheckAgainAt">When the request has to be authenticated again: when a webhook's answer leaves the cache.</param>
internal readonly record struct CredentialLifetime(long EndsAt, long CheckAgainAt = 0);
