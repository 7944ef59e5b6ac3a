using Signet.Server.Files;

namespace Signet.Server.Authentication;

/// <summary>Authenticates the tokens of <c>--token-auth-file</c>.</summary>
internal sealed class StaticTokens(IValueSource<StaticTokenTable> tokens, IValueSource<IReadOnlyList<string>> apiAudiences) : ITokenAuthenticator
{
    private readonly OwnAudiences _own = new(apiAudiences);

    /// <inheritdoc/>
    public ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(tokens.Current.Find(token) is { } user && _own.Granted(audiences) is { } granted
            ? new TokenAuthentication.Authenticated(user, granted, IsStale: false)
            : TokenAuthentication.Unknown.Instance);
}
