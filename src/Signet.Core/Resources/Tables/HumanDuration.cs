using System.Globalization;

namespace Signet.Core.Resources.Tables;

/// <summary>
/// Formats durations with two or three significant digits, for the ages in tables (apimachinery, <c>pkg/util/duration</c> HumanDuration).
/// </summary>
internal static class HumanDuration
{
    /// <summary><c>42s</c>, <c>5m30s</c>, <c>3h</c>, <c>7d12h</c>, <c>2y50d</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        // Tolerates clock skew: a time less than two seconds in the future is now.
        var seconds = (long)duration.TotalSeconds;
        var (minutes, hours) = (seconds / 60, seconds / 3600);
        var days = hours / 24;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 2 * 60 => One(seconds, 's'),
            < 10 * 60 => Two(minutes, 'm', seconds % 60, 's'),
            < 3 * 3600 => One(minutes, 'm'),
            < 8 * 3600 => Two(hours, 'h', minutes % 60, 'm'),
            < 48 * 3600 => One(hours, 'h'),
            < 8 * 24 * 3600 => Two(days, 'd', hours % 24, 'h'),
            < 2L * 365 * 24 * 3600 => One(days, 'd'),
            < 8L * 365 * 24 * 3600 => Two(days / 365, 'y', days % 365, 'd'),
            _ => One(days / 365, 'y'),
        };
    }

    private static string One(long count, char unit) => count.ToString(CultureInfo.InvariantCulture) + unit;

    private static string Two(long count, char unit, long rest, char restUnit) =>
        rest == 0 ? One(count, unit) : One(count, unit) + One(rest, restUnit);
}
