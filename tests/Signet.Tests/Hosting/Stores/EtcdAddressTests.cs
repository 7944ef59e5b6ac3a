using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Stores;
using Signet.Testing;

namespace Signet.Tests.Hosting.Stores;

/// <summary>The flags of a store in etcd.</summary>
public sealed class EtcdAddressTests : IDisposable
{
    private const string Password = "a-password-that-nothing-prints";
    private static readonly EtcdFlags Flags = new() { Name = "--etcd-", Servers = "https://a.example.test:2379, https://b.example.test:2379" };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parse_AllFlags_AreInTheOptions()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        File.WriteAllText(_folder.File("c"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.File("k"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder.File("p"), Password + "\n");

        var options = EtcdAddress.Parse(
            Flags with
            {
                CaFile = _folder.File("c"),
                CertFile = _folder.File("c"),
                KeyFile = _folder.File("k"),
                User = "signet",
                PasswordFile = _folder.File("p"),
                Prefix = "/other",
            },
            TimeProvider.System);

        Assert.Equal(["a.example.test:2379", "b.example.test:2379"], options.Endpoints.Select(endpoint => endpoint.Authority));
        Assert.Equal(("/other", "signet", Password), (options.Prefix, options.User!.Name, options.User.Password));
        Assert.Equal(certificate.Thumbprint, Assert.Single(options.Authorities!).Thumbprint);
        Assert.True(options.ClientCertificate!.HasPrivateKey);
        Assert.Equal("etcd at a.example.test:2379,b.example.test:2379, prefix /other", EtcdAddress.Describe(options));
    }

    [Fact]
    public void Parse_ServersOnly_HasThePrefixOfServers() => Assert.Equal("/signet", EtcdAddress.Parse(Flags, TimeProvider.System).Prefix);

    public static TheoryData<string, string> Faults => new()
    {
        { "", "--etcd-servers is required" },
        { "http://a:1,https://b:1", "http and https are mixed" },
        { $"http://root:{Password}@a:1", "--etcd-servers: a URL is not allowed" },
        { "a:2379", "--etcd-servers: a URL is not allowed" },
        { "http://a:1/path", "--etcd-servers: a URL is not allowed" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Parse_ServersThatAreNotAllowed_AreRefusedWithoutTheirValue(string servers, string text) => AssertFault(Flags with { Servers = servers }, text);

    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("/a/")]
    [InlineData("/a b")]
    public void Parse_PrefixThatIsNotAllowed_IsRefused(string prefix) => AssertFault(Flags with { Prefix = prefix }, "--etcd-prefix");

    [Fact]
    public void Parse_HalfOfAPairOrAFileThatCannotBeUsed_IsRefused()
    {
        File.WriteAllText(_folder.File("p"), Password);

        AssertFault(Flags with { User = "signet" }, "--etcd-user and --etcd-password-file are needed together");
        AssertFault(Flags with { CertFile = _folder.File("p") }, "--etcd-certfile and --etcd-keyfile are needed together");
        AssertFault(Flags with { CaFile = _folder.File("p") }, $"--etcd-cafile: {_folder.File("p")}");
        AssertFault(Flags with { CertFile = _folder.File("p"), KeyFile = _folder.File("p") }, $"--etcd-keyfile: {_folder.File("p")}");
        AssertFault(Flags with { User = "signet", PasswordFile = _folder.File("none") }, $"--etcd-password-file: {_folder.File("none")}");
    }

    private static void AssertFault(EtcdFlags flags, string text)
    {
        var fault = Assert.Throws<StartupException>(() => EtcdAddress.Parse(flags, TimeProvider.System));

        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, fault.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.ConfigurationExitCode, fault.ExitCode);
    }
}
