using System.Collections.Frozen;
using Signet.Core.Access;
using Signet.Core.Tokens.Verification;

namespace Signet.Server.Authentication;

/// <summary>The users of static tokens by the hash of the token, so that the time of a look-up tells nothing. Immutable.</summary>
internal sealed class StaticTokenTable
{
    private readonly FrozenDictionary<TokenHash, UserInfo> _users;

    /// <summary>Takes tokens with their users; of a token given twice the last counts.</summary>
    public StaticTokenTable(IEnumerable<StaticToken> tokens)
    {
        var users = new Dictionary<TokenHash, UserInfo>();
        foreach (var (token, user) in tokens)
        {
            users[TokenHash.Of(token)] = user;
        }

        _users = users.ToFrozenDictionary();
    }

    /// <summary>No token.</summary>
    public static StaticTokenTable Empty { get; } = new([]);

    /// <summary>How many tokens there are.</summary>
    public int Count => _users.Count;

    /// <summary>The user of a token, or null.</summary>
    public UserInfo? Find(string token) => _users.Count == 0 ? null : _users.GetValueOrDefault(TokenHash.Of(token));
}
