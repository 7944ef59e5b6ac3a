namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of request processing; a part of <see cref="SettingsTable"/>.</summary>
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
            Help = "The time limit of a request, from 1s to 1h. A request that exceeds it is cancelled and gets 504. The query parameter timeout of a request can shorten the limit. Watches are not limited.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0],
                MinTimeLimit,
                MaxTimeLimit,
                "a duration such as 30s or 1m, from 1s to 1h",
                limit => options with { Requests = options.Requests with { TimeLimit = limit } }),
        },
    ];
}
