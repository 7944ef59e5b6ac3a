namespace Signet.Server.Hosting.Settings;

/// <summary>The limits of running watches; a part of <see cref="SettingsTable"/>.</summary>
internal static class WatchSettingsTable
{
    private static readonly TimeSpan MinTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(1);

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "watch-write-timeout", ValueName = "DURATION", Default = "30s",
            Help = "How long the client of a watch may take to read what the server has written. A slower one is disconnected, and has to watch again. From 1s to 1h.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0],
                MinTime,
                MaxTime,
                "a duration such as 30s or 1m, from 1s to 1h",
                value => options with { Overload = options.Overload with { WatchWriteTimeout = value } }),
        },
    ];
}
