namespace Signet.Server.Authentication;

/// <summary>Authenticates one kind of bearer token (apiserver, <c>pkg/authentication/authenticator</c> Token).</summary>
internal interface ITokenAuthenticator
{
    /// <summary>Authenticates a token.</summary>
    /// <param name="token">The token as received.</param>
    /// <param name="audiences">The accepted audiences; the token must have one of them.</param>
    /// <param name="now">The time at which the request was received.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken);
}
