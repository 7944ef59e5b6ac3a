using System.Collections.Frozen;
using Signet.Core.Access;
using Signet.Core.Tokens;

namespace Signet.Server.Authentication;

/// <summary>The tokens of <c>--token-auth-file</c>. Only their hashes are kept and compared, so the look-up's time tells nothing.</summary>
public sealed class StaticTokens : ITokenAuthenticator
{
    private readonly FrozenDictionary<TokenHash, UserInfo> _users;
    private readonly OwnAudiences _own;

    /// <summary>Takes tokens with their users; of a token given twice the last counts.</summary>
    public StaticTokens(IEnumerable<StaticToken> tokens, IReadOnlyList<string> apiAudiences)
    {
        _own = new OwnAudiences(apiAudiences);
        var users = new Dictionary<TokenHash, UserInfo>();
        foreach (var (token, user) in tokens)
        {
            users[TokenHash.Of(token)] = user;
        }

        _users = users.ToFrozenDictionary();
    }

    /// <inheritdoc/>
    public ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_users.Count == 0 || !_users.TryGetValue(TokenHash.Of(token), out var user))
        {
            return new(TokenAuthentication.Unknown.Instance);
        }

        return new(_own.Granted(audiences) is { } granted
            ? new TokenAuthentication.Authenticated(user, granted, IsStale: false)
            : TokenAuthentication.Unknown.Instance);
    }
}

/// <summary>A token and whose it is.</summary>
public readonly record struct StaticToken(string Token, UserInfo User);
