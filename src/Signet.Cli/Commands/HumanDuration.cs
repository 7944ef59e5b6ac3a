using System.Globalization;

namespace Signet.Cli.Commands;

/// <summary>Durations for people, truncated to the two largest units: <c>42 s</c>, <c>12 min</c>, <c>1 h 59 min</c>, <c>3 d 4 h</c>.</summary>
internal static class HumanDuration
{
    public static string Format(TimeSpan duration) => duration switch
    {
        { TotalMinutes: < 1 } => Text($"{duration.Seconds} s"),
        { TotalHours: < 1 } => Text($"{duration.Minutes} min"),
        { TotalDays: < 1 } => Text($"{duration.Hours} h") + (duration.Minutes > 0 ? Text($" {duration.Minutes} min") : ""),
        _ => Text($"{(int)duration.TotalDays} d") + (duration.Hours > 0 ? Text($" {duration.Hours} h") : ""),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
