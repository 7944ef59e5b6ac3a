namespace Signet.Server.Authentication;

/// <summary>Knows one kind of bearer tokens. Several are asked in order (apiserver, <c>pkg/authentication/authenticator</c> Token).</summary>
internal interface ITokenAuthenticator
{
    /// <summary>Says whose token it is.</summary>
    /// <param name="token">The token, as it came.</param>
    /// <param name="audiences">It has to be for one of these.</param>
    /// <param name="now">The time of the request, read once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken);
}
