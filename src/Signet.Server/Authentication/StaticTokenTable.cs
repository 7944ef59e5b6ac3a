using System.Collections.Frozen;
using Signet.Core.Access;
using Signet.Core.Tokens.Verification;

namespace Signet.Server.Authentication;

/// <summary>The users of static tokens by the hash of the token, so that the duration of a look-up reveals nothing about tokens. Immutable.</summary>
internal sealed class StaticTokenTable
{
    private readonly FrozenDictionary<TokenHash, UserInfo> _users;

    /// <summary>Of a token that is given twice the last entry is used.</summary>
    public StaticTokenTable(IEnumerable<StaticToken> tokens)
    {
        var users = new Dictionary<TokenHash, UserInfo>();
        foreach (var (token, user) in tokens)
        {
            users[TokenHash.Of(token)] = user;
        }

        _users = users.ToFrozenDictionary();
    }

    public static StaticTokenTable Empty { get; } = new([]);

    public int Count => _users.Count;

    /// <summary>The user of a token; null when the token is unknown.</summary>
    public UserInfo? Find(string token) => _users.Count == 0 ? null : _users.GetValueOrDefault(TokenHash.Of(token));
}
