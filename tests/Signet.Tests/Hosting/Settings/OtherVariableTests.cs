using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Tests.Hosting.Settings;

/// <summary>Variables with the prefix of settings that other programs read: a server does not take them for a mistyped setting.</summary>
public sealed class OtherVariableTests
{
    [Theory]
    [InlineData("SIGNET_BINARY")]
    [InlineData("SIGNET_REQUIRE_ALL")]
    public void Load_VariableOfAnotherProgram_IsIgnored(string name) => Assert.Equal(6443, Load(name).Listener.SecurePort);

    [Fact]
    public void Load_OtherName_IsRefused() => Assert.Contains("SIGNET_BINARIES", Assert.Throws<StartupException>(() => Load("SIGNET_BINARIES")).Message, StringComparison.Ordinal);

    private static Server.Hosting.Options.ServerOptions Load(string name) =>
        SettingsLoader.Load(new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string> { [name] = "1" }, configPath: null);
}
