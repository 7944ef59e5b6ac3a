using Signet.Core.Objects;
using Signet.Core.Tokens.Claims;

namespace Signet.Core.Tokens.Issuing;

/// <summary>The result of issuing a token.</summary>
internal sealed record IssuedToken
{
    /// <summary>The service account.</summary>
    public required StoredObject Account { get; init; }

    /// <summary>The JWT in compact serialization.</summary>
    public required string Token { get; init; }

    public required TokenClaims Claims { get; init; }

    /// <summary>The lifetime in the response, after shortening and before extension.</summary>
    public required long ExpirationSeconds { get; init; }

    /// <summary>The time of the request plus <see cref="ExpirationSeconds"/>.</summary>
    public required DateTimeOffset ExpirationTimestamp { get; init; }

    /// <summary>The warnings of the response.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
