using System.Globalization;

namespace Signet.Core.Primitives;

/// <summary>Times in Kubernetes' format: RFC 3339 in UTC with whole seconds (apimachinery, <c>meta/v1/time.go</c>).</summary>
internal static class Timestamps
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary><c>2006-01-02T15:04:05Z</c>; truncated to whole seconds.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>Parses the result of <see cref="Format"/>.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>Truncates a time to whole seconds, the precision of timestamps in objects.</summary>
    public static DateTimeOffset ToWholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
