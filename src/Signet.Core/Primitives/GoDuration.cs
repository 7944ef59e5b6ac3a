using System.Buffers;
using System.Globalization;
using System.Text;

namespace Signet.Core.Primitives;

/// <summary>
/// Durations in Go's format (<c>time.ParseDuration</c>): <c>300ms</c>, <c>-1.5h</c>, <c>2h45m</c>. The error messages are Go's, because clients
/// see them.
/// </summary>
internal static class GoDuration
{
    private const decimal NanosecondsPerTick = 100;
    private const decimal MaxNanoseconds = long.MaxValue;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Parses a duration.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The duration, truncated to 100 ns.</param>
    /// <param name="error">The error message, such as <c>time: invalid duration "abc"</c>; empty on success.</param>
    public static bool TryParse(string text, out TimeSpan value, out string error)
    {
        value = TimeSpan.Zero;
        error = "";
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            error = Invalid(text);
            return false;
        }

        var nanoseconds = 0m;
        while (!rest.IsEmpty)
        {
            if (!TryTakeNumber(ref rest, out var number))
            {
                error = Invalid(text);
                return false;
            }

            var unit = TakeUnit(ref rest);
            if (unit.IsEmpty)
            {
                error = $"time: missing unit in duration {GoText.Quote(text)}";
                return false;
            }

            if (NanosecondsOf(unit) is not { } size)
            {
                error = $"time: unknown unit {GoText.Quote(unit.ToString())} in duration {GoText.Quote(text)}";
                return false;
            }

            nanoseconds += number > MaxNanoseconds / size ? MaxNanoseconds + 1 : number * size;
            if (nanoseconds > MaxNanoseconds)
            {
                error = Invalid(text);
                return false;
            }
        }

        var ticks = (long)(nanoseconds / NanosecondsPerTick);
        value = TimeSpan.FromTicks(isNegative ? -ticks : ticks);
        return true;
    }

    /// <summary>Formats a duration as Go does, in hours, minutes and seconds: <c>24h0m0s</c>, <c>1m30s</c>.</summary>
    public static string Format(TimeSpan value)
    {
        var text = new StringBuilder(value < TimeSpan.Zero ? "-" : "");
        value = value.Duration();
        if (value.TotalHours >= 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(long)value.TotalHours}h");
        }

        if (value.TotalMinutes >= 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"{value.Minutes}m");
        }

        var seconds = value.Seconds + ((value.Ticks % TimeSpan.TicksPerSecond) / (decimal)TimeSpan.TicksPerSecond);
        return text.Append(CultureInfo.InvariantCulture, $"{seconds:0.#######}s").ToString();
    }

    private static string Invalid(string text) => $"time: invalid duration {GoText.Quote(text)}";

    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out decimal number)
    {
        var length = rest.IndexOfAnyExcept(Digits);
        var digits = length < 0 ? rest : rest[..length];
        number = 0;
        if (digits.Count('.') > 1 || digits.IndexOfAnyInRange('0', '9') < 0)
        {
            return false;
        }

        rest = rest[digits.Length..];
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
        {
            number = MaxNanoseconds + 1;
        }

        return true;
    }

    private static ReadOnlySpan<char> TakeUnit(ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAny(Digits);
        var unit = length < 0 ? rest : rest[..length];
        rest = rest[unit.Length..];
        return unit;
    }

    private static decimal? NanosecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => null,
    };
}
