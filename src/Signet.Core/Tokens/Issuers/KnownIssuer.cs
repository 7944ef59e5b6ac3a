namespace Signet.Core.Tokens.Issuers;

/// <summary>An issuer that has issued tokens with the keys of a store.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="MaxLifetime">The maximum lifetime of a token that it issues now, extension included.</param>
/// <param name="AcceptedUntil">The promise so far: its tokens are accepted before this time. It only grows.</param>
internal sealed record KnownIssuer(string Issuer, TimeSpan MaxLifetime, DateTimeOffset AcceptedUntil)
{
    /// <summary>When an operator refused it; null when none did.</summary>
    public DateTimeOffset? RefusedAt { get; init; }

    /// <summary>Whether its tokens are accepted.</summary>
    public bool IsAcceptedAt(DateTimeOffset now) => RefusedAt is null && now < AcceptedUntil;
}
