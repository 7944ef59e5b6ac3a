using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Testing;

namespace Signet.Tests.Hosting.Plans;

/// <summary>The files of a store in etcd: a file that cannot be used is named with its flag, and its content is not printed.</summary>
public sealed class EtcdStoreTests : IDisposable
{
    private const string Password = "a-password-that-nothing-prints";
    private static readonly EtcdOptions Options = new() { Servers = [new Uri("https://127.0.0.1:1")] };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_FileThatCannotBeUsed_IsAFaultOfTheConfiguration()
    {
        var (text, none) = (_folder.File("text"), _folder.File("none"));
        File.WriteAllText(text, Password);
        File.WriteAllText(_folder.File("empty"), "\n");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        File.WriteAllText(_folder.File("certificate"), certificate.ExportCertificatePem());
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_folder.File("other"), other.ExportPkcs8PrivateKeyPem());

        await AssertFaultAsync(Options with { CaFile = text }, $"--from-etcd-cafile: {text}");
        await AssertFaultAsync(Options with { CaFile = none }, $"--from-etcd-cafile: {none}");
        await AssertFaultAsync(Options with { CertificateFile = text, KeyFile = text }, $"--from-etcd-certfile: {text}");
        await AssertFaultAsync(Options with { CertificateFile = _folder.File("certificate"), KeyFile = text }, $"--from-etcd-keyfile: {text}");
        await AssertFaultAsync(
            Options with { CertificateFile = _folder.File("certificate"), KeyFile = _folder.File("other") }, $"--from-etcd-keyfile: {_folder.File("other")}");
        await AssertFaultAsync(Options with { User = "signet", PasswordFile = none }, $"--from-etcd-password-file: {none}");
        await AssertFaultAsync(Options with { User = "signet", PasswordFile = _folder.File("empty") }, $"--from-etcd-password-file: {_folder.File("empty")}");
    }

    private static async Task AssertFaultAsync(EtcdOptions options, string text)
    {
        var fault = await Assert.ThrowsAsync<StartupException>(() =>
            EtcdStore.OpenAsync(options, "from-", mustExist: false, TimeProvider.System, TestContext.Current.CancellationToken).AsTask());

        Assert.StartsWith(text, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, fault.Message, StringComparison.Ordinal);
        Assert.Equal(StartFault.ConfigurationExitCode, fault.ExitCode);
    }
}
