namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of metrics; a part of <see cref="SettingsTable"/>.</summary>
internal static class MetricsSettingsTable
{
    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "metrics-bind-address", ValueName = "ADDRESS:PORT", Default = "none",
            Help = "A second address, such as 127.0.0.1:9464, that serves /metrics, /metrics/slis, /livez, /readyz and /healthz to every client without authentication, and nothing else. Metrics have no tokens, keys, users and namespaces; they show rates, failures and the ids of keys.",
            Apply = (options, values) => SettingsTable.ApplyEndPoint(
                values[0],
                endPoint => options with { Metrics = options.Metrics with { EndPoint = endPoint } }),
        },
        new()
        {
            Name = "metrics-tls", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Serve HTTPS at --metrics-bind-address, with the serving certificate. With false it is plain HTTP.",
            Apply = (options, values) => SettingsTable.ApplyFlag(
                values[0],
                flag => options with { Metrics = options.Metrics with { IsTls = flag } }),
        },
        new()
        {
            Name = "public-metrics", ValueName = "BOOL", Default = "false", IsFlag = true,
            Help = "Serve /metrics and /metrics/slis at --public-bind-address, too, to every client without authentication.",
            Apply = (options, values) => SettingsTable.ApplyFlag(
                values[0],
                flag => options with { Metrics = options.Metrics with { ArePublic = flag } }),
        },
    ];
}
