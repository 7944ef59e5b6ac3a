using Signet.Core.Signing;
using Signet.Core.Signing.Managed;

namespace Signet.Core.Tokens.Issuers;

/// <summary>
/// The rules of how long an issuer is accepted. Before a server issues with it, and then every hour, the time in the record is set so far
/// ahead that it covers each token that the server may have issued by the next renewal. All functions are pure and can be repeated, so that
/// a lost answer does no harm.
/// </summary>
internal static class IssuerPromise
{
    /// <summary>A promise covers tokens that are issued within this time after it was made: the store may fail so long without a gap.</summary>
    public static TimeSpan Lead { get; } = TimeSpan.FromHours(2);

    /// <summary>A promise is renewed when its server has issued for this time.</summary>
    public static TimeSpan RenewalInterval { get; } = TimeSpan.FromHours(1);

    /// <summary>The maximum that the API allows (Kubernetes, <c>pkg/apis/authentication/validation</c>).</summary>
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromSeconds(1L << 32);

    /// <summary>The time from which on no token is accepted that was issued until <paramref name="lastIssue"/>.</summary>
    /// <remarks>The verifier compares whole seconds, and accepts a token during the second in which the leeway ends.</remarks>
    public static DateTimeOffset After(DateTimeOffset lastIssue, TimeSpan maxLifetime) =>
        WholeSeconds.Ceiling(lastIssue) + Limit(maxLifetime) + ClockSkew.Max + TimeSpan.FromSeconds(1);

    /// <summary>Begins to issue: the issuer of the start before may have issued until now.</summary>
    public static IssuerHistory Begin(IssuerHistory history, string issuer, TimeSpan maxLifetime, DateTimeOffset now)
    {
        if (history.Find(history.Current) is { } before)
        {
            history = history.With(Extend(before, After(now, before.MaxLifetime)));
        }

        return Renew(history with { Current = issuer }, issuer, maxLifetime, now);
    }

    /// <summary>Renews the promise of an issuer, and drops entries whose last token has expired. The same history when nothing is due.</summary>
    public static IssuerHistory Renew(IssuerHistory history, string issuer, TimeSpan maxLifetime, DateTimeOffset now)
    {
        if (IsDue(history, issuer, maxLifetime, now))
        {
            var entry = history.Find(issuer) ?? new KnownIssuer(issuer, TimeSpan.Zero, DateTimeOffset.MinValue);
            history = history.With(Extend(entry with { MaxLifetime = Limit(maxLifetime) }, After(now + Lead, maxLifetime)));
        }

        // Refused ones stay: they must not be accepted again because of a setting.
        return history.Issuers.All(known => IsNeeded(known, history.Current, now))
            ? history
            : history with { Issuers = [.. history.Issuers.Where(known => IsNeeded(known, history.Current, now))] };
    }

    /// <summary>Whether the promise of an issuer has to be renewed.</summary>
    public static bool IsDue(IssuerHistory history, string issuer, TimeSpan maxLifetime, DateTimeOffset now) =>
        history.Find(issuer) is not { } known || known.MaxLifetime != Limit(maxLifetime) ||
        known.AcceptedUntil < After(now + Lead - RenewalInterval, maxLifetime);

    /// <summary>Adds what another record promises. A refusal in either one stays.</summary>
    public static IssuerHistory Merge(IssuerHistory history, IssuerHistory other)
    {
        foreach (var entry in other.Issuers)
        {
            history = history.With(history.Find(entry.Issuer) is { } known
                ? Extend(known, entry.AcceptedUntil) with { RefusedAt = known.RefusedAt ?? entry.RefusedAt }
                : entry);
        }

        return history.Current.Length > 0 ? history : history with { Current = other.Current };
    }

    private static bool IsNeeded(KnownIssuer known, string current, DateTimeOffset now) =>
        known.Issuer == current || known.RefusedAt is not null || now < known.AcceptedUntil;

    private static KnownIssuer Extend(KnownIssuer known, DateTimeOffset until) =>
        until > known.AcceptedUntil ? known with { AcceptedUntil = until } : known;

    private static TimeSpan Limit(TimeSpan maxLifetime) =>
        maxLifetime > MaxLifetime ? MaxLifetime : TimeSpan.FromSeconds(Math.Ceiling(maxLifetime.TotalSeconds));
}
