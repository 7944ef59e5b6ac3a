using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Hosting.Certificates;

/// <summary>Certificates stay valid while a server runs for years.</summary>
public sealed class CertificateRenewalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JumpingTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Execute_ServerRunsForYears_NewHandshakesUseAValidCertificateAndConnectionsStay()
    {
        var options = new ServerOptions
        {
            Store = new StoreOptions { DataDirectory = _folder.File("data") },
            Keys = new KeyOptions { SigningAlgorithm = Signet.Core.Signing.JwtAlgorithm.ES256 },
        };
        await using var server = await new SignetServerBuilder(options) { Time = _time }.StartAsync(TestContext.Current.CancellationToken);
        var (kept, _) = Client(server);
        using (kept)
        {
            var first = await PresentedAsync(server);
            Assert.Equal("ok", await kept.GetStringAsync("/livez", TestContext.Current.CancellationToken));
            for (var year = 1; year <= 3; year++)
            {
                _time.Jump(TimeSpan.FromDays(365));

                await Patience.UntilAsync(
                    async () =>
                    {
                        Assert.Equal("ok", await kept.GetStringAsync("/livez", TestContext.Current.CancellationToken));
                        _time.Jump(TimeSpan.FromHours(1));
                        return IsValidForMonths(await PresentedAsync(server));
                    },
                    $"the certificate of year {year} is presented");
                await Patience.UntilAsync(
                    async () => IsValidForMonths(ClientCertificateOf(await File.ReadAllTextAsync(Path.Combine(_folder.File("data"), "admin.kubeconfig")))),
                    $"the kubeconfig of year {year} is there");
                Assert.Equal("ok", await kept.GetStringAsync("/livez", TestContext.Current.CancellationToken));
            }

            Assert.NotEqual(first.Thumbprint, (await PresentedAsync(server)).Thumbprint);
            Assert.Equal(first.Issuer, (await PresentedAsync(server)).Issuer);
        }
    }

    [Fact]
    public async Task Execute_DirectoryNotWritable_KeepsCertificatesUntilItIs()
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        var certificates = ServerCertificates.Open(
            new ServerOptions(), directory, CertificateAuthority.Open(directory, _time.GetUtcNow()), new SettingFiles(_time), _time.GetUtcNow());
        var kubeconfig = new AdministratorKubeconfig(directory, certificates, "127.0.0.1:6443");
        kubeconfig.Update();
        var renewal = new CertificateRenewal(certificates, kubeconfig, _time, NullLogger<CertificateRenewal>.Instance);
        await using var running = RunningService.Start(renewal, _time);
        var before = certificates.Serving.Current;
        var blocked = Directory.CreateDirectory(directory.File("serving.key.new"));
        File.WriteAllText(Path.Combine(blocked.FullName, "file"), "");

        _time.Jump(TimeSpan.FromDays(300));
        await UntilAsync(() => renewal.Fault is not null, "the renewal fails");
        Assert.Contains("serving.key", renewal.Fault, StringComparison.Ordinal);
        Assert.Same(before, certificates.Serving.Current);

        blocked.Delete(recursive: true);
        await UntilAsync(() => renewal.Fault is null, "the renewal succeeds");
        Assert.True(IsValidForMonths(certificates.Serving.Current.Certificate));
        Assert.True(IsValidForMonths(certificates.Administrator));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(240, false)]
    [InlineData(244, true)]
    [InlineData(364, true)]
    public void Renew_RemainingLifetime_DecidesWhetherItIsDue(int days, bool expected)
    {
        using var directory = DataDirectory.Open(_folder.File("data"));
        var certificates = ServerCertificates.Open(
            new ServerOptions(), directory, CertificateAuthority.Open(directory, _time.GetUtcNow()), new SettingFiles(_time), _time.GetUtcNow());
        var before = certificates.Serving.Current;

        var renewed = certificates.Renew(_time.GetUtcNow().AddDays(days));

        Assert.Equal(expected ? [directory.File("serving.crt"), directory.File("admin.crt")] : [], renewed);
        Assert.Equal(expected, !ReferenceEquals(before, certificates.Serving.Current));

        // A certificate that is renewed in time causes no warning.
        Assert.All(certificates.Validities, life => Assert.Null(life.Warning(_time.GetUtcNow().AddDays(days))));
    }

    /// <summary>Advances time hour by hour: a service starts in the background, and its timer sees only later hours.</summary>
    private Task UntilAsync(Func<bool> isSo, string what) => Patience.UntilAsync(
        () =>
        {
            _time.Jump(TimeSpan.FromHours(1));
            return Task.FromResult(isSo());
        },
        what);

    private static X509Certificate2 ClientCertificateOf(string kubeconfig) =>
        X509Certificate2.CreateFromPem(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Regex.Match(kubeconfig, "client-certificate-data: (\\S+)").Groups[1].Value)));

    private static (HttpClient Client, Func<X509Certificate2?> Presented) Client(SignetServer server)
    {
        X509Certificate2? presented = null;
        var handler = new SocketsHttpHandler { PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            // A second handshake of the same client would need another connection.
            Assert.Null(presented);
            presented = X509CertificateLoader.LoadCertificate(certificate!.Export(X509ContentType.Cert));
            return presented.Subject.Length > 0;
        };
        return (new HttpClient(handler) { BaseAddress = server.Address }, () => presented);
    }

    private static async Task<X509Certificate2> PresentedAsync(SignetServer server)
    {
        var (client, presented) = Client(server);
        using (client)
        {
            await client.GetStringAsync("/livez", TestContext.Current.CancellationToken);
            return presented()!;
        }
    }

    private bool IsValidForMonths(X509Certificate2 certificate) =>
        certificate.NotBefore.ToUniversalTime() <= _time.GetUtcNow().UtcDateTime &&
            certificate.NotAfter.ToUniversalTime() > _time.GetUtcNow().UtcDateTime.AddDays(100);
}
