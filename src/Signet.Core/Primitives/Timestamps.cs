using System.Globalization;

namespace Signet.Core.Primitives;

/// <summary>Times as Kubernetes writes them: RFC 3339 in UTC with whole seconds (apimachinery, <c>meta/v1/time.go</c>).</summary>
internal static class Timestamps
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary><c>2006-01-02T15:04:05Z</c>; fractions of a second are cut off.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>The same time without its fraction of a second, which is all that an object keeps.</summary>
    public static DateTimeOffset ToWholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
