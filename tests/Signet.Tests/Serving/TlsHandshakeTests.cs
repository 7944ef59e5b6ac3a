using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Handshakes with <c>--tls-min-version</c> and <c>--tls-cipher-suites</c>, at both listeners, by .NET and by OpenSSL's own client.</summary>
public sealed partial class TlsHandshakeTests
{
    private const string Suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    [Fact]
    public async Task MinVersion_Default_TakesBothVersions()
    {
        await using var server = await ServeAsync();

        foreach (var port in PortsOf(server))
        {
            Assert.Equal(SslProtocols.Tls12, (await ConnectAsync(port, SslProtocols.Tls12))?.Protocol);
            Assert.Equal(SslProtocols.Tls13, (await ConnectAsync(port, SslProtocols.Tls13))?.Protocol);
        }
    }

    [Fact]
    public async Task MinVersion_Tls13_RefusesTls12AtBothListeners()
    {
        await using var server = await ServeAsync("--tls-min-version", "VersionTLS13");
        foreach (var port in PortsOf(server))
        {
            Assert.Null(await ConnectAsync(port, SslProtocols.Tls12));
            Assert.Equal(SslProtocols.Tls13, (await ConnectAsync(port, SslProtocols.Tls13))?.Protocol);
            Assert.Contains("alert protocol version", await OpenSslAsync(port, "-tls1_2"), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task CipherSuites_OfTls12_AreTheOnlyOnesAndThoseOfTls13Stay()
    {
        await using var server = await ServeAsync("--tls-cipher-suites", Suite);
        foreach (var port in PortsOf(server))
        {
            Assert.Equal(Suite, (await ConnectAsync(port, SslProtocols.Tls12))?.Suite.ToString());
            Assert.Null(await ConnectAsync(port, SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384));
            Assert.Contains("handshake failure", await OpenSslAsync(port, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"), StringComparison.OrdinalIgnoreCase);
            Assert.Equal("ECDHE-ECDSA-AES128-GCM-SHA256", CipherOf(await OpenSslAsync(port, "-tls1_2")));
            foreach (var name in (string[])["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"])
            {
                Assert.Equal(name, CipherOf(await OpenSslAsync(port, "-tls1_3", "-ciphersuites", name)));
            }
        }
    }

    /// <summary>The list does not hinder clients: HTTP/2 and HTTP/1.1 over the suite of the list.</summary>
    [Fact]
    public async Task CipherSuites_Request_IsAnsweredOverBothVersionsOfHttp()
    {
        await using var server = await ServeAsync("--tls-cipher-suites", Suite);
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var client = server.CreateClient(asAdministrator: true);
            (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
            using var answer = await client.GetAsync("/version");

            Assert.Equal((HttpStatusCode.OK, version), (answer.StatusCode, answer.Version));
        }
    }

    [Fact]
    public async Task CipherSuites_InsecureOne_IsUsedWithTheWarningOfKubernetes()
    {
        await using var server = await ServeAsync("--tls-cipher-suites", $"{Suite},TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");

        Assert.Contains("Use of insecure cipher 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256' detected.", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain($"'{Suite}'", server.Errors, StringComparison.Ordinal);
        Assert.Equal("ECDHE-ECDSA-AES128-SHA256", CipherOf(await OpenSslAsync(server.Address.Port, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256")));
    }

    private static Task<SignetInProcess> ServeAsync(params string[] flags) =>
        SignetInProcess.ServeInMemoryAsync(["--public-bind-address", "127.0.0.1:0", .. flags]);

    private static IEnumerable<int> PortsOf(SignetInProcess server) => [server.Address.Port, server.Server.PublicEndPoint!.Port];

    /// <summary>The version and the suite of a handshake by .NET; null when the server refuses it.</summary>
    private static async Task<(SslProtocols Protocol, TlsCipherSuite Suite)?> ConnectAsync(int port, SslProtocols protocol, params TlsCipherSuite[] suites)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocol,
                CipherSuitesPolicy = suites.Length == 0 || OperatingSystem.IsWindows() ? null : new CipherSuitesPolicy(suites),
            });
            return (tls.SslProtocol, tls.NegotiatedCipherSuite);
        }
        catch (AuthenticationException)
        {
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<string> OpenSslAsync(int port, params string[] flags)
    {
        var run = await ProgramRun.ToEndAsync(
            TestMachine.Require("openssl"), ["s_client", "-connect", $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", .. flags]);
        return run.Output + run.Errors;
    }

    private static string CipherOf(string output) => CipherLine().Match(output).Groups[1].Value;

    [GeneratedRegex(@"Cipher is (\S+)")]
    private static partial Regex CipherLine();
}
