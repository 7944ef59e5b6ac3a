using System.Globalization;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of events; a part of <see cref="SettingsTable"/>.</summary>
internal static class EventSettingsTable
{
    private static readonly TimeSpan MinLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "event-ttl", ValueName = "DURATION", Default = "1h",
            Help = "How long an event (kubectl get events) is kept after its last write, from 1s to 8784h.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0],
                MinLifetime,
                MaxLifetime,
                "a duration from 1s to 8784h",
                lifetime => options with { Events = options.Events with { Lifetime = lifetime } }),
        },
        new()
        {
            Name = "max-events", ValueName = "NUMBER", Default = "10000",
            Help = "The maximum number of events, from 10 to 1000000. When it is exceeded, the oldest events of the namespace with the most events are removed first.",
            Apply = (options, values) =>
                int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 10 and <= 1_000_000
                    ? options with { Events = options.Events with { MaxCount = count } }
                    : SettingResult.Refuse("a number from 10 to 1000000"),
        },
        new()
        {
            Name = "max-event-bytes", ValueName = "BYTES", Default = "33554432",
            Help = "The maximum size of all events together, in bytes of JSON, from 1048576 (1 MiB) to 17179869184 (16 GiB). Events take twice this size in memory, because they are kept in the form of each of their two API groups.",
            Apply = (options, values) =>
                long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= 1 << 20 and <= 1L << 34
                    ? options with { Events = options.Events with { MaxBytes = bytes } }
                    : SettingResult.Refuse("a number of bytes from 1048576 (1 MiB) to 17179869184 (16 GiB)"),
        },
    ];
}
