using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Signet.Server.Hosting;
using Signet.Server.Http.Outcomes;

namespace Signet.Tests.Hosting;

/// <summary>What Signet.TestHost uses of the builder.</summary>
public sealed class BuilderSeamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MoreServices_RequestObserver_GetsTheOutcomes()
    {
        var observer = new RecordingObserver();
        var builder = new SignetServerBuilder { MoreServices = services => services.AddSingleton<IRequestObserver>(observer) };
        await using var server = await builder.StartAsync(Cancellation);
        using var client = InProcessClient.HttpOf(server);

        (await client.GetAsync("/api/v1/namespaces/none", Cancellation)).Dispose();

        Assert.Equal(404, (await observer.NextAsync()).Code);
    }

    [Fact]
    public async Task CertificateLifetime_Given_IsThatOfTheOwnCertificates()
    {
        var builder = new SignetServerBuilder { CertificateLifetime = TimeSpan.FromDays(100) };
        await using var server = await builder.StartAsync(Cancellation);

        Assert.All<X509Certificate2>(
            [server.AdministratorCertificate, server.Parts.Certificates.Serving.Current.Certificate],
            certificate => Assert.InRange(certificate.NotAfter - certificate.NotBefore, TimeSpan.FromDays(100), TimeSpan.FromDays(100.1)));
    }
}
