using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting.Settings;

/// <summary>All faults of settings are found, and the first one is that of a start.</summary>
public sealed class SettingsLoaderFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ManyFaults_AllInTheOrderOfAStart()
    {
        var config = _folder.File("signet.yaml");
        File.WriteAllText(config, "secure-prt: 6443\nbind-address: nowhere\ntls-san: [{}]\nlog-level: error\n");
        var flags = new Dictionary<string, IReadOnlyList<string>> { ["log-level"] = ["loud"], ["audit-log-mode"] = ["blocking"] };
        var variables = new Dictionary<string, string> { ["SIGNET_SECUR_PORT"] = "1" };

        var faults = SettingsLoader.Read(flags, variables, config).Faults.Select(fault => fault.Message).ToList();

        Assert.Equal(
            [
                "SIGNET_SECUR_PORT: unknown setting; did you mean 'SIGNET_SECURE_PORT'? ('signet serve --help' lists all settings)",
                $"{config}: secure-prt: unknown setting; did you mean 'secure-port'? ('signet serve --help' lists all settings)",
                $"{config}: tls-san: it must be a value or a list of values",
                $"{config}: bind-address: \"nowhere\" is not allowed; it must be an IP address",
                "--log-level: \"loud\" is not allowed; it must be debug, information, warning or error",
                "--audit-log-mode requires --audit-log-path",
            ],
            faults);
        Assert.Equal(faults[0], Assert.Throws<StartupException>(() => SettingsLoader.Load(flags, variables, config)).Message);
    }

    /// <summary>A file that is misspelt or refused is not missing for another setting, too.</summary>
    [Theory]
    [InlineData("tls-cert-fil: a\ntls-private-key-file: b\n")]
    [InlineData("tls-cert-file: ''\ntls-private-key-file: b\n")]
    public void Read_FaultOfASetting_IsNotRepeatedAsAContradiction(string content)
    {
        var config = _folder.File("signet.yaml");
        File.WriteAllText(config, content);

        Assert.Single(SettingsLoader.Read(new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>(), config).Faults);
    }

    [Theory]
    [InlineData("--tls-cert-file and --tls-private-key-file", "tls-cert-file", true)]
    [InlineData("--tls-cert-file-too", "tls-cert-file", false)]
    [InlineData("/etc/x.yaml: data-dir: no", "data-dir", true)]
    [InlineData("SIGNET_DATA_DIR: no", "data-dir", true)]
    [InlineData("SIGNET_DATA_DIRS: no", "data-dir", false)]
    public void IsAbout_Message_NamesTheSetting(string message, string name, bool expected) => Assert.Equal(expected, SettingRules.IsAbout(message, name));
}
