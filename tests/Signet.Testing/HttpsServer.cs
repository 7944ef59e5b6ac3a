using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Signet.Testing;

/// <summary>A real HTTPS server on a free port with a self-signed certificate. The test answers its requests.</summary>
internal sealed class HttpsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate;

    private HttpsServer(WebApplication application, X509Certificate2 certificate) => (_application, _certificate) = (application, certificate);

    public Uri Address { get; private set; } = new("https://127.0.0.1:0");

    /// <summary>The self-signed certificate, which is its own CA.</summary>
    public string AuthorityPem => _certificate.ExportCertificatePem() + "\n";

    public static async Task<HttpsServer> StartAsync(RequestDelegate answer, bool hasAlternativeName = true)
    {
        var certificate = CreateCertificate(hasAlternativeName);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        var server = new HttpsServer(application, certificate);
        server.Address = new Uri(application.Urls.Single());
        return server;
    }

    /// <summary>A kubeconfig for a webhook at a path.</summary>
    public string Kubeconfig(string path, string user = "{}") => $$$"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: s, user: u}}]
        users: [{name: u, user: {{{user}}}}]
        clusters:
        - name: s
          cluster:
            server: {{{new Uri(Address, path)}}}
            certificate-authority-data: {{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(AuthorityPem))}}}
        """;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 CreateCertificate(bool hasAlternativeName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        if (hasAlternativeName)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
