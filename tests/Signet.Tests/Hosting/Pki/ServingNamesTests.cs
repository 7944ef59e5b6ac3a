using System.Net;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting.Pki;

/// <summary>The names and addresses in Signet's own serving certificate.</summary>
public sealed class ServingNamesTests
{
    private static readonly IPAddress[] Machine = [IPAddress.Loopback, IPAddress.Parse("10.1.2.3"), IPAddress.Parse("2001:db8::1")];

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1 ::1 10.1.2.3 2001:db8::1")]
    [InlineData("::", "127.0.0.1 ::1 10.1.2.3 2001:db8::1")]
    [InlineData("10.1.2.3", "127.0.0.1 ::1 10.1.2.3")]
    [InlineData("127.0.0.1", "127.0.0.1 ::1")]
    public void Of_BindAddress_HasTheListeningAddresses(string bound, string addresses)
    {
        var names = ServingNames.Of(new ServerOptions { Listener = new ListenerOptions { BindAddress = IPAddress.Parse(bound) } }, "host", Machine);

        Assert.Equal(addresses.Split(' ').Select(IPAddress.Parse), names.Addresses);
        Assert.Equal(["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "host"], names.Names);
    }

    [Fact]
    public void Of_AdditionalNames_AreAddedOnce()
    {
        var names = ServingNames.Of(new ServerOptions { Tls = new TlsOptions { Names = ["signet.example.test", "HOST", "10.9.9.9", "::1"] } }, "host", Machine);

        Assert.Equal(["host", "signet.example.test"], names.Names.TakeLast(2));
        Assert.Equal(IPAddress.Parse("10.9.9.9"), names.Addresses[^1]);
        Assert.Equal(3, names.Addresses.Count);
    }

    [Fact]
    public void Open_NamesChanged_CertificateIsIssuedAgain()
    {
        using var folder = new TemporaryFolder();
        using var directory = DataDirectory.Open(folder.File("data"));
        var now = TimeProvider.System.GetUtcNow();
        ServerCertificates Open(params string[] names) =>
            ServerCertificates.Open(
                new ServerOptions { Tls = new TlsOptions { Names = names } },
                directory,
                CertificateAuthority.Open(directory, now),
                new SettingFiles(TimeProvider.System),
                now);

        var first = Open("a.example.test", "10.9.9.9");
        var same = Open("a.example.test", "10.9.9.9");
        var more = Open("a.example.test", "10.9.9.9", "*.b.example.test");
        var fewer = Open("*.b.example.test");

        Assert.Equal(first.Serving.Current.Certificate.Thumbprint, same.Serving.Current.Certificate.Thumbprint);
        Assert.True(first.Serving.Current.Certificate.MatchesHostname("a.example.test") && first.Serving.Current.Certificate.MatchesHostname("10.9.9.9"));
        Assert.True(more.Serving.Current.Certificate.MatchesHostname("x.b.example.test") && more.Serving.Current.Certificate.MatchesHostname("a.example.test"));
        Assert.False(fewer.Serving.Current.Certificate.MatchesHostname("a.example.test") || fewer.Serving.Current.Certificate.MatchesHostname("10.9.9.9"));
        Assert.Equal(fewer.Serving.Current.Certificate.Thumbprint, Open("*.b.example.test").Serving.Current.Certificate.Thumbprint);
    }

    [Theory]
    [InlineData("signet", true)]
    [InlineData("*.example.test", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("fe80::1", false)]
    [InlineData("", false)]
    [InlineData("a..b", false)]
    [InlineData("a b", false)]
    [InlineData("https://a", false)]
    [InlineData("a:6443", false)]
    [InlineData("-a", false)]
    [InlineData("a.*.b", false)]
    [InlineData("ü.example.test", false)]
    public void Load_Name_IsValidated(string name, bool isAllowed)
    {
        void Load() => SettingsLoader.Load(new Dictionary<string, IReadOnlyList<string>> { ["tls-san"] = [name] }, new Dictionary<string, string>(), null);

        Assert.Equal(isAllowed, Record.Exception(Load) is null);
    }
}
