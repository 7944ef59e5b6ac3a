using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Tests.Hosting.Settings;

/// <summary>The settings of the store in etcd, and which of them belong together.</summary>
public sealed class EtcdSettingsTests
{
    private const string Servers = "--etcd-servers=https://a:2379,https://b:2379";

    [Fact]
    public void Load_AllSettings_AreInTheOptions()
    {
        var store = Load(
            Servers, "--etcd-cafile=ca", "--etcd-certfile=crt", "--etcd-keyfile=key", "--etcd-user=signet", "--etcd-password-file=pw",
            "--etcd-prefix=/clusters/one", "--cache-freshness=500ms");

        Assert.Equal(["https://a:2379/", "https://b:2379/"], store.Etcd.Servers.Select(server => server.AbsoluteUri));
        Assert.Equal(
            new EtcdOptions
            {
                Servers = store.Etcd.Servers, CaFile = "ca", CertificateFile = "crt", KeyFile = "key", User = "signet", PasswordFile = "pw", Prefix = "/clusters/one",
            },
            store.Etcd);
        Assert.Equal(TimeSpan.FromMilliseconds(500), store.CacheFreshness);
        Assert.IsType<StorePlan.InEtcd>(StorePlan.Of(store));
    }

    [Fact]
    public void Load_WithoutServers_IsTheStoreOfTheDataDirectory()
    {
        var store = Load();

        Assert.Equal((new EtcdOptions().Prefix, TimeSpan.FromSeconds(1)), (store.Etcd.Prefix, store.CacheFreshness));
        Assert.Equal("/signet", store.Etcd.Prefix);
        Assert.IsType<StorePlan.InDataDirectory>(StorePlan.Of(store));
    }

    [Theory]
    [InlineData("a:2379")]
    [InlineData("ftp://a:2379")]
    [InlineData("http://a:2379/path")]
    [InlineData("http://user:secret@a:2379")]
    [InlineData("http://a:2379,http://a:2379")]
    [InlineData("")]
    public void Load_ServersThatAreNone_AreRefused(string value) =>
        Assert.Contains("it must be a list of different URLs", Refused($"--etcd-servers={value}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("signet")]
    [InlineData("/")]
    [InlineData("/signet/")]
    [InlineData("/a b")]
    public void Load_PrefixThatIsNone_IsRefused(string value) =>
        Assert.StartsWith("--etcd-prefix: ", Refused(Servers, $"--etcd-prefix={value}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("0")]
    [InlineData("99ms")]
    [InlineData("61s")]
    [InlineData("soon")]
    public void Load_FreshnessOutsideItsBounds_IsRefused(string value) =>
        Assert.Contains("from 100ms to 1m", Refused($"--cache-freshness={value}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("--etcd-cafile requires --etcd-servers", "--etcd-cafile=ca")]
    [InlineData("--etcd-certfile requires --etcd-servers", "--etcd-certfile=crt", "--etcd-keyfile=key")]
    [InlineData("--etcd-user requires --etcd-servers", "--etcd-user=signet")]
    [InlineData("--etcd-password-file requires --etcd-servers", "--etcd-password-file=pw")]
    [InlineData("--etcd-prefix requires --etcd-servers", "--etcd-prefix=/other")]
    [InlineData("--etcd-servers: http and https cannot be mixed", "--etcd-servers=https://a:2379,http://b:2379")]
    [InlineData("--etcd-certfile and --etcd-keyfile must be set together", Servers, "--etcd-certfile=crt")]
    [InlineData("--etcd-user and --etcd-password-file must be set together", Servers, "--etcd-user=signet")]
    [InlineData("--etcd-cafile requires --etcd-servers with https", "--etcd-servers=http://a:2379", "--etcd-cafile=ca")]
    [InlineData("--etcd-certfile requires --etcd-servers with https", "--etcd-servers=http://a:2379", "--etcd-certfile=crt", "--etcd-keyfile=key")]
    [InlineData("--accept-store-loss applies to the store of the data directory and is not allowed together with --etcd-servers", Servers, "--accept-store-loss=true")]
    public void Load_SettingsThatDoNotBelongTogether_AreRefused(string expected, params string[] flags) => Assert.Equal(expected, Refused(flags));

    [Fact]
    public void Load_ServerWithAPassword_IsRefusedWithoutItsValue() =>
        Assert.DoesNotContain("secret", Refused("--etcd-servers=http://user:secret@a:2379"), StringComparison.Ordinal);

    [Fact]
    public void Parse_FlagsOfOneOfTwoStores_AreThatStoreAndNamedInFaults()
    {
        var store = Parse(("etcd-servers", "https://a:2379"), ("etcd-prefix", "/other"));

        Assert.Equal(("https://a:2379/", "/other"), (Assert.Single(store.Servers).AbsoluteUri, store.Prefix));
        Assert.Equal("etcd at a:2379, prefix /other", EtcdStore.Describe(store));
        Assert.StartsWith("--from-etcd-servers is required", Fault(("etcd-prefix", "/other")), StringComparison.Ordinal);
        Assert.StartsWith("--from-etcd-servers: ", Fault(("etcd-servers", "a:2379")), StringComparison.Ordinal);
        Assert.StartsWith("--from-etcd-prefix: ", Fault(("etcd-servers", "http://a:2379"), ("etcd-prefix", "x")), StringComparison.Ordinal);
        Assert.Equal("--from-etcd-user and --from-etcd-password-file must be set together", Fault(("etcd-servers", "http://a:2379"), ("etcd-user", "u")));
    }

    private static string Fault(params (string Setting, string Value)[] flags) => Assert.Throws<StartupException>(() => Parse(flags)).Message;

    private static EtcdOptions Parse(params (string Setting, string Value)[] flags) =>
        EtcdSettingsTable.Parse(flags.ToDictionary(flag => flag.Setting, flag => (IReadOnlyList<string>)[flag.Value]), "from-");

    private static string Refused(params string[] flags) => Assert.Throws<StartupException>(() => Load(flags)).Message;

    private static StoreOptions Load(params string[] flags) => SettingsLoader.Load(
        flags.Select(flag => flag[2..].Split('=', 2)).ToDictionary(pair => pair[0], pair => (IReadOnlyList<string>)[pair[1]]),
        new Dictionary<string, string>(),
        configPath: null).Store;
}
