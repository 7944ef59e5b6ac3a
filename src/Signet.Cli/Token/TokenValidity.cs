using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Primitives;
using Signet.Core.Signing;

namespace Signet.Cli.Token;

/// <summary>
/// The times of a token (RFC 7519, sections 4.1.4 and 4.1.5). Its begin may be as far ahead as verifiers allow (<see cref="ClockSkew"/>): the clock of the issuer
/// may be ahead, and a fresh token is valid. The expiry has no allowance.
/// </summary>
/// <param name="State">Whether it is valid now.</param>
/// <param name="Begins"><c>nbf</c>, if it is a time.</param>
/// <param name="Expires"><c>exp</c>, if it is a time.</param>
internal sealed record TokenValidity(ValidityState State, DateTimeOffset? Begins, DateTimeOffset? Expires)
{
    private const long MaxUnixSeconds = 253_402_300_799;

    /// <summary>Whether a verifier accepts the times now.</summary>
    public bool IsNow => State is ValidityState.Valid or ValidityState.Unlimited;

    /// <summary>The times of claims. An <c>exp</c> that is no time counts as past, an <c>nbf</c> that is none as future.</summary>
    public static TokenValidity Of(JsonObject claims, DateTimeOffset now)
    {
        var (begins, expires) = (TimeOf(claims["nbf"]), TimeOf(claims["exp"]));
        var state = claims.ContainsKey("exp") && !(now < expires) ? ValidityState.Expired
            : claims.ContainsKey("nbf") && !(begins - ClockSkew.Max <= now) ? ValidityState.NotYetValid
            : expires is null ? ValidityState.Unlimited
            : ValidityState.Valid;
        return new TokenValidity(state, begins, expires);
    }

    /// <summary>A claim in seconds since 1970 as a time; null when it is none.</summary>
    public static DateTimeOffset? TimeOf(JsonNode? value) =>
        value is JsonValue number && number.TryGetValue<long>(out var seconds) && seconds is >= 0 and <= MaxUnixSeconds
        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : null;

    /// <summary><c>expires in 12 min</c> or <c>expired 3 min ago</c>.</summary>
    public static string Expiry(DateTimeOffset time, DateTimeOffset now)
    {
        var left = time - Timestamps.ToWholeSeconds(now);
        return left > TimeSpan.Zero ? $"expires in {HumanDuration.Format(left)}" : $"expired {HumanDuration.Format(-left)} ago";
    }

    /// <summary>The state in a sentence.</summary>
    public string Describe(TerminalStyle style, DateTimeOffset now) => State switch
    {
        ValidityState.Expired => style.Bad(Expires is { } expired ? $"It {Expiry(expired, now)}." : "Its time of expiry (exp) cannot be read."),
        ValidityState.NotYetValid => style.Bad(Begins is { } begins ? $"It is not valid before {Timestamps.Format(begins)}." : "The begin of its validity (nbf) cannot be read."),
        ValidityState.Unlimited => style.Warning("It does not expire."),
        _ => $"It {Expiry(Expires!.Value, now)}.",
    };
}
