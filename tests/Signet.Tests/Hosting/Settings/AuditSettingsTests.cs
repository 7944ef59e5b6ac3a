using Signet.Server.Audit.Output;
using Signet.Server.Audit.Webhook;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Tests.Hosting.Settings;

/// <summary>The settings of audit, with the names and the units of kube-apiserver, and which of them belong together.</summary>
public sealed class AuditSettingsTests
{
    [Fact]
    public void Load_AllSettings_AreInTheOptions()
    {
        var audit = Load(
            "--audit-log-path=a.log", "--audit-log-mode=blocking-strict", "--audit-log-maxsize=5", "--audit-log-maxage=7", "--audit-log-maxbackup=3",
            "--audit-log-compress=true", "--audit-log-batch-buffer-size=100", "--audit-log-batch-max-size=10", "--audit-log-truncate-enabled=true",
            "--audit-log-truncate-max-event-size=2048", "--audit-policy-file=p.yaml", "--audit-webhook-config-file=w", "--audit-webhook-mode=blocking",
            "--audit-webhook-version=audit.k8s.io/v1", "--audit-webhook-initial-backoff=2s", "--audit-webhook-batch-buffer-size=50",
            "--audit-webhook-batch-max-size=20", "--audit-webhook-batch-max-wait=1s", "--audit-webhook-batch-throttle-enable=false",
            "--audit-webhook-batch-throttle-qps=0.5", "--audit-webhook-batch-throttle-burst=2", "--audit-webhook-truncate-enabled=true",
            "--audit-webhook-truncate-max-event-size=4096", "--audit-webhook-truncate-max-batch-size=8192");

        Assert.Equal(
            new AuditOptions
            {
                LogPath = "a.log",
                LogMode = AuditMode.BlockingStrict,
                Rotation = new AuditRotation { MaxMegabytes = 5, MaxAgeDays = 7, MaxBackups = 3, Compresses = true },
                LogBufferSize = 100,
                LogMaxBatchSize = 10,
                LogTruncates = true,
                LogMaxEventBytes = 2048,
                PolicyFile = "p.yaml",
                Webhook = new AuditWebhookOptions
                {
                    ConfigurationFile = "w",
                    Mode = AuditMode.Blocking,
                    InitialBackoff = TimeSpan.FromSeconds(2),
                    BufferSize = 50,
                    MaxBatchSize = 20,
                    MaxBatchWait = TimeSpan.FromSeconds(1),
                    IsThrottled = false,
                    ThrottleRate = 0.5,
                    ThrottleBurst = 2,
                    Truncates = true,
                    MaxEventBytes = 4096,
                    MaxBatchBytes = 8192,
                },
            },
            audit);
    }

    /// <summary>The defaults of kube-apiserver (<c>pkg/server/options/audit.go</c>), except the mode of the log.</summary>
    [Fact]
    public void Load_OnlyOutputs_HasTheDefaultsOfTheHelp()
    {
        var audit = Load("--audit-log-path=a.log", "--audit-webhook-config-file=w");

        Assert.Equal((AuditMode.Batch, AuditMode.Batch, false), (audit.LogMode, audit.Webhook.Mode, audit.Rotation.IsEnabled));
        var table = SettingsTable.All.ToDictionary(setting => setting.Name, setting => setting.Default);
        Assert.Equal(
            [
                $"{audit.Webhook.InitialBackoff.TotalSeconds}s", $"{audit.Webhook.BufferSize}", $"{audit.Webhook.MaxBatchSize}",
                $"{audit.Webhook.MaxBatchWait.TotalSeconds}s", $"{audit.Webhook.ThrottleRate}", $"{audit.Webhook.ThrottleBurst}",
                $"{audit.Webhook.MaxEventBytes}", $"{audit.Webhook.MaxBatchBytes}", $"{audit.LogMaxEventBytes}",
            ],
            ((string[])[
                "audit-webhook-initial-backoff", "audit-webhook-batch-buffer-size", "audit-webhook-batch-max-size", "audit-webhook-batch-max-wait",
                "audit-webhook-batch-throttle-qps", "audit-webhook-batch-throttle-burst", "audit-webhook-truncate-max-event-size",
                "audit-webhook-truncate-max-batch-size", "audit-log-truncate-max-event-size",
            ]).Select(name => table[name]));
    }

    [Theory]
    [InlineData("--audit-policy-file=p", "--audit-policy-file requires --audit-log-path or --audit-webhook-config-file")]
    [InlineData("--audit-log-maxage=3", "require --audit-log-path")]
    [InlineData("--audit-log-path=- --audit-log-maxsize=3", "need a file")]
    [InlineData("--audit-log-mode=blocking", "--audit-log-mode requires --audit-log-path")]
    [InlineData("--audit-log-path=a --audit-webhook-mode=blocking", "--audit-webhook-mode requires --audit-webhook-config-file")]
    [InlineData("--audit-log-path=a --audit-log-mode=strict", "batch, blocking or blocking-strict")]
    [InlineData("--audit-log-path=a --audit-log-maxsize=-1", "a number from 0 to")]
    [InlineData("--audit-webhook-config-file=a --audit-webhook-batch-max-size=0", "a number from 1 to")]
    [InlineData("--audit-webhook-config-file=a --audit-webhook-batch-throttle-qps=0", "a rate such as")]
    [InlineData("--audit-webhook-config-file=a --audit-webhook-batch-throttle-qps=NaN", "a rate such as")]
    [InlineData("--audit-webhook-config-file=a --audit-webhook-version=audit.k8s.io/v1beta1", "audit.k8s.io/v1")]
    [InlineData("--audit-webhook-config-file=a --audit-webhook-initial-backoff=0", "from 10ms to 1h")]
    public void Load_NotAllowed_IsRefused(string flags, string says) =>
        Assert.Contains(says, Assert.Throws<StartupException>(() => Load(flags.Split(' '))).Message, StringComparison.Ordinal);

    private static AuditOptions Load(params string[] flags) => SettingsLoader.Load(
        flags.Select(flag => flag.TrimStart('-').Split('=', 2)).ToDictionary(flag => flag[0], flag => (IReadOnlyList<string>)[flag[1]]),
        new Dictionary<string, string>(),
        configPath: null).Audit;
}
