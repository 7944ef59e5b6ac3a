using System.Globalization;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The limits of connections; a part of <see cref="SettingsTable"/>.</summary>
internal static class ConnectionSettingsTable
{
    private const int MaxCount = 1_000_000;
    private static readonly TimeSpan MinTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(1);

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Count(
            "max-connections",
            "16384",
            0,
            "The maximum number of open connections, of each listener; 0 is no limit. A further one is closed before TLS. The control socket of the data directory is not counted. The public address has 10000 at most.",
            (options, value) => options with { MaxConnections = value }),
        Count(
            "max-connections-per-address",
            "0: no limit",
            0,
            "The maximum number of open connections of one client address (of IPv6 the first 64 bits), of each listener. Use it only where clients come with their own addresses: behind a proxy or NAT all have the same.",
            (options, value) => options with { MaxConnectionsPerAddress = value }),
        Time(
            "tls-handshake-timeout",
            "10s",
            "The time limit of a TLS handshake, from the connection to its last message.",
            (options, value) => options with { HandshakeTimeout = value }),
        Count(
            "max-tls-handshakes",
            "1024",
            1,
            "The maximum number of unfinished TLS handshakes, of each listener. One more closes the oldest: a client that makes progress finishes long before it is the oldest.",
            (options, value) => options with { MaxHandshakes = value }),
        Time(
            "request-head-timeout",
            "30s",
            "The time limit of a request's head: request line and headers. The public address has 10s at most.",
            (options, value) => options with { HeadTimeout = value }),
        Count(
            "min-request-body-rate",
            "240",
            0,
            "The minimum rate in bytes per second at which a client sends the body of a request, after 5 seconds. A slower one is answered 408 or cut off. 0 is no limit besides --request-timeout.",
            (options, value) => options with { MinBodyRate = value }),
        Count(
            "min-response-rate",
            "240",
            0,
            "The minimum rate in bytes per second at which a client reads a response, also of a watch, after 5 seconds. The connection of a slower one is closed. 0 is no limit.",
            (options, value) => options with { MinResponseRate = value }),
        Time(
            "idle-connection-timeout",
            "2m10s",
            "How long a connection without a request stays open. The public address has 1m at most.",
            (options, value) => options with { IdleTimeout = value }),
        Count(
            "http2-max-streams-per-connection",
            "100",
            1,
            "The maximum number of concurrent requests, watches among them, of an HTTP/2 connection. Clients in Go open another connection for more.",
            (options, value) => options with { MaxStreams = value }),
        Count(
            "http2-max-resets-per-minute",
            "1000",
            0,
            "The maximum number of requests of one HTTP/2 connection that its client cancels within a minute. One more closes the connection. 0 is no limit.",
            (options, value) => options with { MaxResetsPerMinute = value }),
    ];

    private static Setting Count(string name, string standard, int min, string help, Func<ConnectionOptions, int, ConnectionOptions> set) => new()
    {
        Name = name,
        ValueName = "NUMBER",
        Default = standard,
        Help = help,
        Apply = (options, values) =>
            int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= MaxCount
            ? options with { Connections = set(options.Connections, value) }
            : SettingResult.Refuse($"a number from {min} to {MaxCount}"),
    };

    private static Setting Time(string name, string standard, string help, Func<ConnectionOptions, TimeSpan, ConnectionOptions> set) => new()
    {
        Name = name,
        ValueName = "DURATION",
        Default = standard,
        Help = help + " From 1s to 1h.",
        Apply = (options, values) => SettingResult.OfDuration(
            values[0],
            MinTime,
            MaxTime,
            "a duration such as 30s or 1m, from 1s to 1h",
            value => options with { Connections = set(options.Connections, value) }),
    };
}
