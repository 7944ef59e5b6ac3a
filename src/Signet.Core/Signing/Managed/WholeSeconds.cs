using System.Globalization;
using Signet.Core.Primitives;

namespace Signet.Core.Signing.Managed;

/// <summary>Windows of keys begin and end at whole seconds, as <c>iat</c> is one.</summary>
internal static class WholeSeconds
{
    /// <summary>A duration in messages, in Go's format: <c>24h0m0s</c>.</summary>
    public static string Text(TimeSpan span) => GoDuration.Format(span);

    /// <summary>A time in messages: <c>2026-11-29 12:00:00Z</c>.</summary>
    public static string Text(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);

    /// <summary>The first whole second that is not before a time.</summary>
    public static DateTimeOffset Ceiling(DateTimeOffset time)
    {
        var floor = DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
        return floor < time ? floor.AddSeconds(1) : floor;
    }
}
