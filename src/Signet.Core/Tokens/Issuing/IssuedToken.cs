using Signet.Core.Objects;
using Signet.Core.Tokens.Claims;

namespace Signet.Core.Tokens.Issuing;

/// <summary>A token that was issued.</summary>
internal sealed record IssuedToken
{
    /// <summary>The account that it is for.</summary>
    public required StoredObject Account { get; init; }

    /// <summary>The token: a JWT in compact form.</summary>
    public required string Token { get; init; }

    /// <summary>What it says.</summary>
    public required TokenClaims Claims { get; init; }

    /// <summary>The lifetime that the client is told, after shortening and before extension.</summary>
    public required long ExpirationSeconds { get; init; }

    /// <summary>When the client shall have renewed it: now and <see cref="ExpirationSeconds"/>.</summary>
    public required DateTimeOffset ExpirationTimestamp { get; init; }

    /// <summary>What is worth a warning.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
