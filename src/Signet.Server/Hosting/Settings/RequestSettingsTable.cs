namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of how requests are served; a part of <see cref="SettingsTable"/>.</summary>
internal static class RequestSettingsTable
{
    private static readonly TimeSpan MinTimeLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTimeLimit = TimeSpan.FromHours(1);

    /// <summary>The settings.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "request-timeout", ValueName = "DURATION", Default = "1m",
            Help = "The time limit of a request; one that exceeds it is cancelled and answered with 504. The parameter timeout of a request can shorten it. Watches have no such limit. From 1s to 1h.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0],
                MinTimeLimit,
                MaxTimeLimit,
                "a duration such as 30s or 1m, from 1s to 1h",
                limit => options with { Requests = options.Requests with { TimeLimit = limit } }),
        },
    ];
}
