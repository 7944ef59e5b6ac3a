using Signet.Server.Authentication;

namespace Signet.Tests.Authorization.Streams;

/// <summary>A token authenticator that returns what the test sets, and counts its calls.</summary>
internal sealed class SettableTokens : ITokenAuthenticator
{
    public int Asked { get; private set; }

    public TokenAuthentication Answer { get; set; } = TokenAuthentication.Unknown.Instance;

    /// <summary>Returned instead of <see cref="Answer"/> when it is set.</summary>
    public Task<TokenAuthentication>? Pending { get; set; }

    public ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Asked++;
        return Pending is { } pending ? new(pending) : new(Answer);
    }
}
