using Signet.Core.Primitives;

namespace Signet.Core.Signing.Listing;

/// <summary>The parts of reasons that all sources of keys share.</summary>
internal static class KeyTexts
{
    /// <summary>Why a key is published before it signs, with the numbers that the lead consists of.</summary>
    /// <param name="ahead">How long it is published before it signs; null while that is not decided.</param>
    /// <param name="maxAge">The <c>max-age</c> of the JWKS.</param>
    /// <param name="lead">The publication lead.</param>
    public static string Published(TimeSpan? ahead, TimeSpan maxAge, TimeSpan lead)
    {
        var further = lead - maxAge - ClockSkew.Max;
        return (ahead is { } span ? $"published {Span(span)} before it signs" : "published ahead of its use") +
            $": verifiers may keep a JWKS without it for {Span(maxAge)} (max-age), clocks may differ by {Span(ClockSkew.Max)}" +
            (further > TimeSpan.Zero ? $", and {Span(further)} are for verifiers that refresh later" : "");
    }

    /// <summary>What the safe time follows from.</summary>
    public static string Safe(TimeSpan lead) => $"{Span(lead)} after its publication (--signing-key-publication-lead)";

    /// <summary>Why a key is kept after it signed.</summary>
    public static string Needed(TimeSpan maxLifetime) =>
        $"published until its last token has expired: longest lifetime {Span(maxLifetime)} and clock skew {Span(ClockSkew.Max)} after it signs no more";

    /// <summary>A duration as in the settings: <c>24h0m0s</c>.</summary>
    public static string Span(TimeSpan span) => GoDuration.Format(span);

    /// <summary>A time as in objects.</summary>
    public static string Time(DateTimeOffset time) => Timestamps.Format(time);

    /// <summary>A time of a window; null for one without a limit.</summary>
    public static DateTimeOffset? Limited(DateTimeOffset? time) => time == DateTimeOffset.MinValue || time == DateTimeOffset.MaxValue ? null : time;

    /// <summary>The first of some times that is later than another one.</summary>
    public static DateTimeOffset? NextOf(DateTimeOffset now, params ReadOnlySpan<DateTimeOffset?> times)
    {
        DateTimeOffset? next = null;
        foreach (var time in times)
        {
            next = Limited(time) is { } limited && limited > now && !(next <= limited) ? limited : next;
        }

        return next;
    }
}
