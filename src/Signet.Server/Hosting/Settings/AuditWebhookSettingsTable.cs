using System.Globalization;
using Signet.Server.Audit.Webhook;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of the audit webhook; a part of <see cref="SettingsTable"/>.</summary>
internal static class AuditWebhookSettingsTable
{
    private const int MaxCount = 1_000_000;
    private static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxDuration = TimeSpan.FromHours(1);

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "audit-webhook-config-file", ValueName = "FILE", Default = "none",
            Help = "A kubeconfig of the server that gets audit events, by POST of an audit.k8s.io/v1 EventList. Can be used together with --audit-log-path. Reloaded when the file changes.",
            Apply = (options, values) => Set(options, webhook => webhook with { ConfigurationFile = values[0] }),
        },
        new()
        {
            Name = "audit-webhook-mode", ValueName = "MODE", Default = "batch", Values = AuditSettingsTable.ModeNames,
            Help = "How requests wait for the audit webhook. batch: events are sent in the background, and dropped and counted when too many wait. blocking: an answer is sent after the webhook has its event. blocking-strict: also, a request is processed after the webhook has its receipt, and it fails when the webhook does not take its event.",
            Apply = (options, values) => AuditSettingsTable.ApplyMode(values[0], mode => Set(options, webhook => webhook with { Mode = mode })),
        },
        new()
        {
            Name = "audit-webhook-version", ValueName = "VERSION", Default = "audit.k8s.io/v1", Values = ["audit.k8s.io/v1"],
            Help = "The API group and version of the events.",
            Apply = (options, values) => values[0] == "audit.k8s.io/v1"
                ? Set(options, webhook => webhook with { Version = values[0] })
                : SettingResult.Refuse("audit.k8s.io/v1"),
        },
        new()
        {
            Name = "audit-webhook-initial-backoff", ValueName = "DURATION", Default = "10s",
            Help = "The pause after a failed request, from 10ms to 1h. In the mode batch each further pause is longer by half, up to 1m.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0], MinBackoff, MaxDuration, "a duration such as 10s, from 10ms to 1h", pause => Set(options, webhook => webhook with { InitialBackoff = pause })),
        },
        new()
        {
            Name = "audit-webhook-batch-buffer-size", ValueName = "COUNT", Default = "10000",
            Help = "The number of events that may wait for the webhook. In the mode batch further events are dropped and counted; in the other modes new requests are held (blocking) or fail (blocking-strict). 32 MiB are a limit, too.",
            Apply = (options, values) => AuditSettingsTable.ApplyCount(
                values[0], MaxCount, count => Set(options, webhook => webhook with { BufferSize = count }), min: 1),
        },
        new()
        {
            Name = "audit-webhook-batch-max-size", ValueName = "COUNT", Default = "400",
            Help = "The maximum number of events in one request.",
            Apply = (options, values) => AuditSettingsTable.ApplyCount(
                values[0], MaxCount, count => Set(options, webhook => webhook with { MaxBatchSize = count }), min: 1),
        },
        new()
        {
            Name = "audit-webhook-batch-max-wait", ValueName = "DURATION", Default = "30s",
            Help = "How long an event waits for more events before the request is sent, up to 1h; 0 sends at once. Only in the mode batch.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0], TimeSpan.Zero, MaxDuration, "a duration such as 30s, up to 1h", wait => Set(options, webhook => webhook with { MaxBatchWait = wait })),
        },
        new()
        {
            Name = "audit-webhook-batch-throttle-enable", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Limit the rate of requests. Only in the mode batch.",
            Apply = (options, values) => SettingsTable.ApplyFlag(values[0], flag => Set(options, webhook => webhook with { IsThrottled = flag })),
        },
        new()
        {
            Name = "audit-webhook-batch-throttle-qps", ValueName = "RATE", Default = "10",
            Help = "The requests per second, such as 10 or 0.5.",
            Apply = (options, values) =>
                double.TryParse(values[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0.001 and <= MaxCount
                    ? Set(options, webhook => webhook with { ThrottleRate = rate })
                    : SettingResult.Refuse("a rate such as 10 or 0.5"),
        },
        new()
        {
            Name = "audit-webhook-batch-throttle-burst", ValueName = "COUNT", Default = "15",
            Help = "The requests that may follow each other at once when fewer were sent before.",
            Apply = (options, values) => AuditSettingsTable.ApplyCount(
                values[0], MaxCount, count => Set(options, webhook => webhook with { ThrottleBurst = count }), min: 1),
        },
        new()
        {
            Name = "audit-webhook-truncate-enabled", ValueName = "BOOL", Default = "false", IsFlag = true,
            Help = "Leave out the bodies of events that are larger than --audit-webhook-truncate-max-event-size. An event that is larger without them is dropped and counted.",
            Apply = (options, values) => SettingsTable.ApplyFlag(values[0], flag => Set(options, webhook => webhook with { Truncates = flag })),
        },
        new()
        {
            Name = "audit-webhook-truncate-max-event-size", ValueName = "BYTES", Default = "102400",
            Help = "The size of an event from which its bodies are left out, when --audit-webhook-truncate-enabled is set.",
            Apply = (options, values) => AuditSettingsTable.ApplySize(values[0], size => Set(options, webhook => webhook with { MaxEventBytes = size })),
        },
        new()
        {
            Name = "audit-webhook-truncate-max-batch-size", ValueName = "BYTES", Default = "10485760",
            Help = "The maximum size of a request. It is a limit also without --audit-webhook-truncate-enabled. A larger event is sent alone.",
            Apply = (options, values) => AuditSettingsTable.ApplySize(values[0], size => Set(options, webhook => webhook with { MaxBatchBytes = size })),
        },
    ];

    private static ServerOptions Set(ServerOptions options, Func<AuditWebhookOptions, AuditWebhookOptions> set) =>
        options with { Audit = options.Audit with { Webhook = set(options.Audit.Webhook) } };
}
