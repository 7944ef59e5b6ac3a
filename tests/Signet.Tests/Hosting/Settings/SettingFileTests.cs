using Signet.Server.Hosting;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Testing;
using Signet.Tests.Hosting.Checking;

namespace Signet.Tests.Hosting.Settings;

/// <summary>Every setting that names a file refuses an unusable file, in one line with the setting and the file.</summary>
public sealed class SettingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>All settings with a file to read.</summary>
    public static TheoryData<string> Read { get; } =
        [.. SettingsTable.All.Where(setting => setting is { ValueName: "FILE", Name: not ("audit-log-path" or "signer-audit-log-path") }).Select(setting => setting.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Read))]
    public Task Start_MissingFile_OneLine(string setting) => AssertRefusedAsync(setting, _folder.File("missing"));

    [Theory]
    [MemberData(nameof(Read))]
    public Task Start_FileInAMissingFolder_OneLine(string setting) => AssertRefusedAsync(setting, _folder.File("missing/file"));

    [Theory]
    [MemberData(nameof(Read))]
    public Task Start_DirectoryInsteadOfAFile_OneLine(string setting) => AssertRefusedAsync(setting, _folder.Path);

    /// <summary>Reading the file fails with EIO, also for root.</summary>
    [Theory]
    [MemberData(nameof(Read))]
    public Task Start_FileThatCannotBeRead_OneLine(string setting)
    {
        if (!OperatingSystem.IsLinux())
        {
            TestMachine.Missing("/proc/self/mem");
        }

        return AssertRefusedAsync(setting, "/proc/self/mem", isTransient: true);
    }

    /// <summary>A password can be any line.</summary>
    [Theory]
    [MemberData(nameof(Read))]
    public async Task Start_FileWithOtherContent_OneLine(string setting)
    {
        if (setting == "etcd-password-file")
        {
            return;
        }

        foreach (var content in (string[])["garbage", "\0\u0001\u0002", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "{", "- a\n- b\n"])
        {
            await File.WriteAllTextAsync(_folder.File("file"), content);
            await AssertRefusedAsync(setting, _folder.File("file"));
        }
    }

    /// <summary>An empty list of static tokens is valid.</summary>
    [Theory]
    [MemberData(nameof(Read))]
    public async Task Start_EmptyFile_OneLine(string setting)
    {
        if (setting == "token-auth-file")
        {
            return;
        }

        await File.WriteAllTextAsync(_folder.File("file"), "");
        await AssertRefusedAsync(setting, _folder.File("file"));
    }

    [Theory]
    [MemberData(nameof(Read))]
    [InlineData("audit-log-path")]
    [InlineData("data-dir")]
    public async Task Start_NoPath_OneLine(string setting)
    {
        foreach (var path in (string[])["", "a\0b"])
        {
            var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(setting, path));
            Assert.StartsWith($"--{setting}: ", refused.Message, StringComparison.Ordinal);
            Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
            await CheckedSettings.AssertFirstErrorAsync(refused.Message, FlagsOf(setting, path));
        }
    }

    [Fact]
    public async Task Start_AuditLogThatCannotBeWritten_OneLine()
    {
        await AssertRefusedAsync("audit-log-path", _folder.Path);
        await AssertRefusedAsync("audit-log-path", _folder.File("missing/audit.log"));
    }

    [Theory]
    [InlineData("missing", StartFault.ConfigurationExitCode)]
    [InlineData("", StartFault.ConfigurationExitCode)]
    public void Load_ConfigIsNotAFile_OneLine(string name, int code)
    {
        var refused = Assert.Throws<StartupException>(() => SettingsLoader.Load(
            new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>(), name.Length == 0 ? _folder.Path : _folder.File(name)));

        Assert.StartsWith("--config: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(code, refused.ExitCode);
    }

    private async Task AssertRefusedAsync(string setting, string path, bool isTransient = false)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(setting, path));

        Assert.StartsWith($"--{setting}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Equal(isTransient ? StartFault.TransientExitCode : StartFault.ConfigurationExitCode, refused.ExitCode);
        await CheckedSettings.AssertFirstErrorAsync(refused.Message, FlagsOf(setting, path));
    }

    private async Task StartAsync(string setting, string path)
    {
        var options = SettingsLoader.Load(FlagsOf(setting, path), new Dictionary<string, string>(), configPath: null);
        await using var server = await new SignetServerBuilder(options).StartAsync(TestContext.Current.CancellationToken);
    }

    private Dictionary<string, IReadOnlyList<string>> FlagsOf(string setting, string path)
    {
        var flags = Companions(setting);
        flags["secure-port"] = ["0"];
        flags["signing-algorithm"] = ["ES256"];
        flags["data-dir"] = [_folder.File("data")];
        flags[setting] = [path];
        return flags;
    }

    /// <summary>The settings that a setting requires.</summary>
    private Dictionary<string, IReadOnlyList<string>> Companions(string setting)
    {
        using var authority = new TestCertificates();
        var (certificate, key) = authority.Issue();
        File.WriteAllText(_folder.File("tls.crt"), certificate);
        File.WriteAllText(_folder.File("tls.key"), key);
        return setting switch
        {
            "tls-cert-file" or "tls-private-key-file" or "tls-ca-file" => new() { ["tls-cert-file"] = [_folder.File("tls.crt")], ["tls-private-key-file"] = [_folder.File("tls.key")] },
            "requestheader-client-ca-file" => new() { ["requestheader-username-headers"] = ["X-Remote-User"] },
            "authorization-webhook-config-file" => new() { ["authorization-mode"] = ["Webhook"] },
            "oidc-ca-file" => new() { ["oidc-issuer-url"] = ["https://issuer.example.test"], ["oidc-client-id"] = ["signet"] },
            "etcd-cafile" => new() { ["etcd-servers"] = ["https://127.0.0.1:1"] },
            "etcd-certfile" or "etcd-keyfile" => new()
            {
                ["etcd-servers"] = ["https://127.0.0.1:1"],
                ["etcd-certfile"] = [_folder.File("tls.crt")],
                ["etcd-keyfile"] = [_folder.File("tls.key")],
            },
            "etcd-password-file" => new() { ["etcd-servers"] = ["http://127.0.0.1:1"], ["etcd-user"] = ["signet"] },
            "audit-policy-file" => new() { ["audit-log-path"] = [_folder.File("audit.log")] },
            _ => [],
        };
    }
}
