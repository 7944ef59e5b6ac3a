using System.Globalization;
using Signet.Server.Audit.Output;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of the audit log and of the audit policy; a part of <see cref="SettingsTable"/>.</summary>
internal static class AuditSettingsTable
{
    /// <summary>The names of the modes, in the order of <see cref="AuditMode"/>.</summary>
    public static readonly string[] ModeNames = ["batch", "blocking", "blocking-strict"];

    private const int MaxMegabytes = 1024 * 1024;
    private const int MaxCount = 1_000_000;

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "audit-log-path", ValueName = "FILE", Default = "none",
            Help = "The file of the audit log; - is standard output. Each event (audit.k8s.io/v1) is appended as one line of JSON. Tokens and the data of secrets are never recorded. By default there is no audit log.",
            Apply = (options, values) => values[0].Length > 0 ? Set(options, audit => audit with { LogPath = values[0] }) : SettingResult.Refuse("a path, or - for standard output"),
        },
        new()
        {
            Name = "audit-log-mode", ValueName = "MODE", Default = "batch", Values = ModeNames,
            Help = "How requests wait for the audit log. batch: events are written in the background. blocking: an answer is sent after its event was written. blocking-strict: written means synced to the disk, a request is processed after its receipt was recorded, and it fails when its event cannot be recorded. kube-apiserver's default is blocking.",
            Apply = (options, values) => ApplyMode(values[0], mode => Set(options, audit => audit with { LogMode = mode })),
        },
        new()
        {
            Name = "audit-log-maxsize", ValueName = "MEGABYTES", Default = "0",
            Help = "The size of the audit log in MiB from which the server rotates it: it is renamed to NAME-TIME.EXTENSION beside it, and a new file begins. 0 does not rotate, unless another setting of the rotation is set; then it is 100.",
            Apply = (options, values) => ApplyCount(values[0], MaxMegabytes, size => SetRotation(options, rotation => rotation with { MaxMegabytes = size })),
        },
        new()
        {
            Name = "audit-log-maxage", ValueName = "DAYS", Default = "0",
            Help = "The days after which a rotated audit log is removed, counted from the time in its name. 0 keeps all.",
            Apply = (options, values) => ApplyCount(values[0], 36_500, days => SetRotation(options, rotation => rotation with { MaxAgeDays = days })),
        },
        new()
        {
            Name = "audit-log-maxbackup", ValueName = "COUNT", Default = "0",
            Help = "The number of rotated audit logs that are kept; the oldest are removed. 0 keeps all.",
            Apply = (options, values) => ApplyCount(values[0], MaxCount, count => SetRotation(options, rotation => rotation with { MaxBackups = count })),
        },
        new()
        {
            Name = "audit-log-compress", ValueName = "BOOL", Default = "false", IsFlag = true,
            Help = "Compress rotated audit logs with gzip, in the background.",
            Apply = (options, values) => SettingsTable.ApplyFlag(values[0], flag => SetRotation(options, rotation => rotation with { Compresses = flag })),
        },
        new()
        {
            Name = "audit-log-batch-buffer-size", ValueName = "COUNT", Default = "0",
            Help = "The number of events that may wait for the audit log before new requests are held; no event is dropped. 0 limits only their size, to 32 MiB, which is always a limit.",
            Apply = (options, values) => ApplyCount(values[0], MaxCount, count => Set(options, audit => audit with { LogBufferSize = count })),
        },
        new()
        {
            Name = "audit-log-batch-max-size", ValueName = "COUNT", Default = "0",
            Help = "The maximum number of events in one write to the audit log. 0 limits only their size, to 256 KiB. Events never wait for more events, so there is no maximum wait.",
            Apply = (options, values) => ApplyCount(values[0], MaxCount, count => Set(options, audit => audit with { LogMaxBatchSize = count })),
        },
        new()
        {
            Name = "audit-log-truncate-enabled", ValueName = "BOOL", Default = "false", IsFlag = true,
            Help = "Leave out the bodies of events that are larger than --audit-log-truncate-max-event-size. An event that is larger without them is dropped and counted.",
            Apply = (options, values) => SettingsTable.ApplyFlag(values[0], flag => Set(options, audit => audit with { LogTruncates = flag })),
        },
        new()
        {
            Name = "audit-log-truncate-max-event-size", ValueName = "BYTES", Default = "102400",
            Help = "The size of an event from which its bodies are left out, when --audit-log-truncate-enabled is set.",
            Apply = (options, values) => ApplySize(values[0], size => Set(options, audit => audit with { LogMaxEventBytes = size })),
        },
        new()
        {
            Name = "audit-policy-file", ValueName = "FILE", HasPublicContent = true, Default = "the metadata of all requests except health checks",
            Help = "A file with the audit policy: a Policy of audit.k8s.io/v1, as for kube-apiserver. The first rule that matches a request applies. Requires --audit-log-path or --audit-webhook-config-file. Reloaded when the file changes.",
            Apply = (options, values) => Set(options, audit => audit with { PolicyFile = values[0] }),
        },
    ];

    /// <summary>Checks dependencies between the settings; the fault, or null.</summary>
    public static IEnumerable<string> Check(ServerOptions options)
    {
        var audit = options.Audit;
        if (audit.PolicyFile is not null && !audit.IsEnabled)
        {
            yield return "--audit-policy-file requires --audit-log-path or --audit-webhook-config-file";
        }

        if (audit.Rotation.IsEnabled && (audit.LogPath is null || audit.IsStandardOutput))
        {
            yield return audit.LogPath is null
                ? "--audit-log-maxsize, -maxage, -maxbackup and -compress require --audit-log-path"
                : "--audit-log-maxsize, -maxage, -maxbackup and -compress need a file; --audit-log-path is standard output";
        }

        if (audit.LogMode != AuditMode.Batch && audit.LogPath is null)
        {
            yield return "--audit-log-mode requires --audit-log-path";
        }

        if (audit.Webhook.Mode != AuditMode.Batch && audit.Webhook.ConfigurationFile is null)
        {
            yield return "--audit-webhook-mode requires --audit-webhook-config-file";
        }
    }

    /// <summary>Applies a mode.</summary>
    internal static SettingResult ApplyMode(string value, Func<AuditMode, ServerOptions> set) =>
        Array.IndexOf(ModeNames, value) is >= 0 and var index ? set((AuditMode)index) : SettingResult.Refuse("batch, blocking or blocking-strict");

    /// <summary>Applies a number from 0 on.</summary>
    internal static SettingResult ApplyCount(string value, int max, Func<int, ServerOptions> set, int min = 0) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= min && count <= max
            ? set(count)
            : SettingResult.Refuse($"a number from {min} to {max}");

    /// <summary>Applies a size of an event or of a request.</summary>
    internal static SettingResult ApplySize(string value, Func<int, ServerOptions> set) => ApplyCount(value, 1024 * 1024 * 1024, set, min: 1024);

    private static ServerOptions Set(ServerOptions options, Func<AuditOptions, AuditOptions> set) => options with { Audit = set(options.Audit) };

    private static ServerOptions SetRotation(ServerOptions options, Func<AuditRotation, AuditRotation> set) =>
        Set(options, audit => audit with { Rotation = set(audit.Rotation) });
}
