using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Signet.Core.Access;

namespace Signet.Server.Authentication;

/// <summary>The tokens of <c>--token-auth-file</c>. Only their SHA-256 is kept, which also makes the look-up's time tell nothing.</summary>
public sealed class StaticTokens : ITokenAuthenticator
{
    private readonly FrozenDictionary<UInt128, (byte[] Hash, UserInfo User)> _users;
    private readonly OwnAudiences _own;

    /// <summary>Takes tokens with their users; of a token given twice the last counts.</summary>
    public StaticTokens(IEnumerable<StaticToken> tokens, IReadOnlyList<string> apiAudiences)
    {
        _own = new OwnAudiences(apiAudiences);
        var users = new Dictionary<UInt128, (byte[] Hash, UserInfo User)>();
        foreach (var (token, user) in tokens)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
            users[Head(hash)] = (hash, user);
        }

        _users = users.ToFrozenDictionary();
    }

    /// <inheritdoc/>
    public ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var user = Find(token);
        if (user is null)
        {
            return new(TokenAuthentication.Unknown.Instance);
        }

        return new(_own.Granted(audiences) is { } granted
            ? new TokenAuthentication.Authenticated(user, granted, IsStale: false)
            : TokenAuthentication.Unknown.Instance);
    }

    private UserInfo? Find(string token)
    {
        if (_users.Count == 0)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetByteCount(token);
        Span<byte> text = length <= 512 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(token, text);
        SHA256.HashData(text, hash);
        return _users.TryGetValue(Head(hash), out var found) && CryptographicOperations.FixedTimeEquals(found.Hash, hash) ? found.User : null;
    }

    private static UInt128 Head(ReadOnlySpan<byte> hash) => MemoryMarshal.Read<UInt128>(hash);
}

/// <summary>A token and whose it is.</summary>
public readonly record struct StaticToken(string Token, UserInfo User);
