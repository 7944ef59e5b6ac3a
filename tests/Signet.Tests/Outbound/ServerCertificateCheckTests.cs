using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Signet.Core.Metrics;
using Signet.Server.Files;
using Signet.Server.Outbound;
using Signet.Testing;

namespace Signet.Tests.Outbound;

/// <summary>Certificates of other servers that Go refuses and OpenSSL accepts, and what is counted.</summary>
public sealed class ServerCertificateCheckTests
{
    private const string MissingName = "apiserver_webhooks_x509_missing_san_total";
    /// <summary>Self-signed, for 127.0.0.1, ECDSA with SHA-1: .NET does not make such certificates, openssl does (req -x509 -sha1).</summary>
    private const string WithSha1 = """
        -----BEGIN CERTIFICATE-----
        MIIBjjCCATWgAwIBAgIUBcZfFx1+Xg9Bw91owBJp0atM2eMwCQYHKoZIzj0EATAU
        MRIwEAYDVQQDDAkxMjcuMC4wLjEwIBcNMjYxMTMwMTEyNjI5WhgPMjEyNjExMDYx
        MTI2MjlaMBQxEjAQBgNVBAMMCTEyNy4wLjAuMTBZMBMGByqGSM49AgEGCCqGSM49
        AwEHA0IABMEPXTASFYv6hAKJ3qwMqGpHLnom9i06LsBcKmZxfVRPfUJSZJYsTUu0
        slkOZFYqXkXut/2S0nWnqxPHGXFwmwmjZDBiMB0GA1UdDgQWBBTiiXAnMu54hup3
        lJP+DEZ7A29b0DAfBgNVHSMEGDAWgBTiiXAnMu54hup3lJP+DEZ7A29b0DAPBgNV
        HRMBAf8EBTADAQH/MA8GA1UdEQQIMAaHBH8AAAEwCQYHKoZIzj0EAQNIADBFAiEA
        xjKwRBVfbLoxlsNIVHKNxXqIKjigDB4vFr27gkcyfckCIG6WbQmlPlXgBPi36bH8
        yWCGWhZ+25cXTRtiT8zMq1mf
        -----END CERTIFICATE-----
        """;

    private const string Durations = "signet_webhook_request_duration_seconds";

    [Fact]
    public async Task Send_CertificateWithoutAlternativeName_IsRefusedWithAReasonAndCounted()
    {
        await using var server = await HttpsServer.StartAsync(http => http.Response.WriteAsync("{\"status\":{}}"), hasAlternativeName: false);
        using var metrics = new MetricSet();
        using var client = ClientOf(server, metrics, "127.0.0.1");

        var refused = await Assert.ThrowsAsync<WebhookFailedException>(() => SendAsync(client));

        Assert.EndsWith("The remote certificate has no subject alternative name; its common name is not used.", refused.Message, StringComparison.Ordinal);
        Assert.True(ValueOf(metrics, MissingName) >= 1);
        Assert.Equal(["test", "error"], Assert.Single(metrics.Collect().Single(one => one.Description.Name == Durations).Points).Labels);
    }

    [Fact]
    public async Task Send_CertificateOfAnotherName_IsRefusedAndNotCountedAsWeak()
    {
        await using var server = await HttpsServer.StartAsync(http => http.Response.WriteAsync("{\"status\":{}}"));
        using var metrics = new MetricSet();
        using var client = ClientOf(server, metrics, "another.example");

        var refused = await Assert.ThrowsAsync<WebhookFailedException>(() => SendAsync(client));

        Assert.EndsWith("invalid according to the validation procedure: RemoteCertificateNameMismatch", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, ValueOf(metrics, MissingName));
    }

    [Fact]
    public async Task Send_Answers_AreCountedByTheirStatusCode()
    {
        var code = 200;
        await using var server = await HttpsServer.StartAsync(http =>
        {
            http.Response.StatusCode = code;
            return http.Response.WriteAsync("{\"status\":{}}");
        });
        using var metrics = new MetricSet();
        using var client = ClientOf(server, metrics, "127.0.0.1");

        await SendAsync(client);
        code = 403;
        await Assert.ThrowsAsync<WebhookFailedException>(() => SendAsync(client));

        var points = metrics.Collect().Single(one => one.Description.Name == Durations).Points;
        Assert.Equal([("200", 1L), ("403", 1L)], points.Select(point => (point.Labels[1], point.Counts.Sum())).Order());
    }

    [Theory]
    [InlineData(true, nameof(CertificateFault.None))]
    [InlineData(false, nameof(CertificateFault.MissingSubjectAlternativeName))]
    public void Fault_IsThatOfTheCertificate(bool hasName, string expected)
    {
        using var certificate = CreateCertificate(hasName);

        Assert.Equal(expected, ServerCertificateCheck.FaultOf(certificate, chain: null).ToString());
    }

    [Fact]
    public void Fault_SignatureWithSha1_IsThatOfTheCertificate()
    {
        using var certificate = X509Certificate2.CreateFromPem(WithSha1);

        Assert.Equal(CertificateFault.Sha1Signature, ServerCertificateCheck.FaultOf(certificate, chain: null));
    }

    /// <summary>A root is trusted as it is: nobody relies on its signature.</summary>
    [Fact]
    public void Fault_OfARootInTheChain_IsNotASignature()
    {
        using var root = X509Certificate2.CreateFromPem(WithSha1);
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.Build(root);

        Assert.Equal(CertificateFault.None, ServerCertificateCheck.FaultOf(root, chain));
    }

    [Fact]
    public void Require_NoCertificate_IsRefused() =>
        Assert.Throws<AuthenticationException>(() => ServerCertificateCheck.Require(null, null, SslPolicyErrors.RemoteCertificateNotAvailable, refused: null));

    private static X509Certificate2 CreateCertificate(bool hasName)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (hasName)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static async Task SendAsync(WebhookClient client) => await client.SendAsync(Encoding.UTF8.GetBytes("{}"), TestContext.Current.CancellationToken);

    private static WebhookClient ClientOf(HttpsServer server, MetricSet metrics, string name)
    {
        var tls = new OutboundTls { CaCertificates = PemCertificates.Read(server.AuthorityPem), ServerName = name };
        var target = new KubeconfigTarget(server.Address, tls, "", null);
        return new WebhookClient(new FixedValue<KubeconfigTarget>(target), "v1", TimeProvider.System, new WebhookMetrics(metrics).Of("test"));
    }

    private static double ValueOf(MetricSet metrics, string name) =>
        metrics.Collect().Single(one => one.Description.Name == name).Points.Sum(point => point.Value);
}
