namespace Signet.Server.Http.Requests;

/// <summary>Until when the answer to an authentication holds, in seconds since 1970; 0 for without limit.</summary>
/// <param name="EndsAt">When the credential expires: <c>exp</c> of a token, <c>notAfter</c> of a certificate.</param>
/// <param name="CheckAgainAt">When the authenticator has to be asked again: a webhook's answer holds as long as it is cached.</param>
internal readonly record struct CredentialLifetime(long EndsAt, long CheckAgainAt = 0);
