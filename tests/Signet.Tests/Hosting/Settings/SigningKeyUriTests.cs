using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Tests.Hosting.Settings;

/// <summary>The URI of a key in a token as a setting.</summary>
public sealed class SigningKeyUriTests
{
    private const string WithPin = "pkcs11:token=t?module-path=/m.so&pin-value=s3cr3t";

    [Fact]
    public void Load_PinInTheFlag_IsRefusedAndNotRepeated() => AssertRefusedWithoutThePin(() => Load("service-account-signing-key-file", WithPin));

    [Fact]
    public void Load_PinInTheVariable_IsRefusedAndNotRepeated() => AssertRefusedWithoutThePin(() => SettingsLoader.Load(
        new Dictionary<string, IReadOnlyList<string>>(),
        new Dictionary<string, string> { ["SIGNET_SERVICE_ACCOUNT_SIGNING_KEY_FILE"] = WithPin },
        configPath: null));

    [Fact]
    public void Of_Uri_IsAPlanThatIsNotShown()
    {
        var plan = KeyPlan.Of(new KeyOptions { SigningKeyFile = WithPin });

        Assert.Equal(new KeyPlan.FromPkcs11(WithPin), plan);
        Assert.DoesNotContain("s3cr3t", plan.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key.pem")]
    [InlineData("/etc/pkcs11:key")]
    public void Of_Path_IsAFile(string path) => Assert.Equal(new KeyPlan.FromFile(path), KeyPlan.Of(new KeyOptions { SigningKeyFile = path }));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1024", 1024)]
    public void Load_Sessions_AreTaken(string value, int sessions) => Assert.Equal(sessions, Load("pkcs11-sessions", value).Keys.Pkcs11Sessions);

    [Theory]
    [InlineData("0")]
    [InlineData("1025")]
    [InlineData("-1")]
    [InlineData("many")]
    public void Load_SessionsOutOfRange_AreRefused(string value) => Assert.Equal(
        $"--pkcs11-sessions: \"{value}\" is not allowed; it must be a number from 1 to 1024",
        Assert.Throws<StartupException>(() => Load("pkcs11-sessions", value)).Message);

    private static ServerOptions Load(string setting, string value) => SettingsLoader.Load(
        new Dictionary<string, IReadOnlyList<string>> { [setting] = [value] }, new Dictionary<string, string>(), configPath: null);

    private static void AssertRefusedWithoutThePin(Action load)
    {
        var refused = Assert.Throws<StartupException>(load);

        Assert.StartsWith("--service-account-signing-key-file: the pkcs11: URI is not allowed: pin-value is not allowed", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(StartFault.ConfigurationExitCode, refused.ExitCode);
    }
}
