using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Signals to a real process: SIGHUP never ends it, and signals that end it drain connections.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hangup_WhileServing_ReloadsAndAnswers()
    {
        await using var server = await ServeAsync("--client-ca-file", WriteAuthority("one"));
        using var client = server.CreateClient(asAdministrator: true);

        WriteAuthority("two");
        await server.SignalAsync("HUP");

        await server.UntilSaysAsync("Reload: reopening the audit log; reloading followed files and the keys of other issuers");
        await server.UntilSaysAsync("ca.crt has changed and the new content is in effect: 1 CA certificate");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
        Assert.Equal(0, await server.TerminateAsync());
    }

    [Fact]
    public async Task Hangup_DuringTheStart_DoesNotEndIt()
    {
        await using var server = SignetProcess.Start(["serve", "--secure-port", "0", "--data-dir", _folder.File("data"), "--signing-algorithm", "RS256"], _folder.File("data"));
        await Patience.UntilAsync(() => Task.FromResult(Directory.Exists(_folder.File("data"))), "the start has begun");
        for (var i = 0; i < 5; i++)
        {
            await server.SignalAsync("HUP");
        }

        // Requested during the start, done once the server runs.
        await server.UntilSaysAsync("Reload: reopening the audit log");
        Assert.Equal(0, await server.TerminateAsync());
    }

    [Fact]
    public async Task Stop_DuringTheStart_EndsIt()
    {
        await using var server = SignetProcess.Start(["serve", "--secure-port", "0", "--data-dir", _folder.File("data"), "--signing-algorithm", "RS256"], _folder.File("data"));
        await Patience.UntilAsync(() => Task.FromResult(Directory.Exists(_folder.File("data"))), "the start has begun");

        Assert.Equal(0, await server.TerminateAsync());
        Assert.Equal("", server.Errors.Split('\n').FirstOrDefault(line => line.StartsWith("signet: ", StringComparison.Ordinal)) ?? "");
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    [InlineData("PIPE")]
    public async Task AnySignal_WhileDraining_CutsNothingOff(string signal)
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), "static,admin,u,\"system:masters\"\n");
        await using var server = await ServeAsync("--audit-log-path", _folder.File("audit.log"), "--token-auth-file", _folder.File("tokens.csv"));
        await using var tls = await server.ConnectAsync(SslApplicationProtocol.Http11);
        const string Body = "{\"metadata\":{\"name\":\"last\"}}";

        // Enough bytes come before the signals that Kestrel does not consider the body too slow (240 bytes/s) for minutes.
        var blanks = new byte[100_000];
        Array.Fill(blanks, (byte)' ');
        await tls.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer static\r\nExpect: 100-continue\r\nAudit-Id: last\r\nContent-Type: application/json\r\nContent-Length: {blanks.Length + Body.Length}\r\n\r\n"));
        await tls.FlushAsync();
        using var reader = new StreamReader(tls);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());
        await tls.WriteAsync(blanks);
        await tls.FlushAsync();

        await server.SignalAsync("TERM");
        for (var i = 0; i < 3; i++)
        {
            await server.SignalAsync(signal);
        }

        await tls.WriteAsync(Encoding.ASCII.GetBytes(Body));
        await tls.FlushAsync();
        Assert.Contains("HTTP/1.1 201 Created", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Contains("\"auditID\":\"last\"", await File.ReadAllTextAsync(_folder.File("audit.log")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    public async Task Stop_BySignal_DrainsAndEndsWithZero(string signal)
    {
        await using var server = await ServeAsync();
        using var client = server.CreateClient(asAdministrator: true);
        using var watch = await client.GetAsync("/api/v1/secrets?watch=true", HttpCompletionOption.ResponseHeadersRead);

        await server.SignalAsync(signal);

        Assert.DoesNotContain("ERROR", await watch.Content.ReadAsStringAsync().WaitAsync(Patience.Limit), StringComparison.Ordinal);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Theory]
    [InlineData("USR1")]
    [InlineData("USR2")]
    [InlineData("PIPE")]
    public async Task OtherSignals_WhileServing_DoNothing(string signal)
    {
        await using var server = await ServeAsync();
        using var client = server.CreateClient(asAdministrator: true);

        await server.SignalAsync(signal);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
        Assert.Equal(0, await server.TerminateAsync());
    }

    private Task<SignetProcess> ServeAsync(params string[] flags) => SignetProcess.ServeAsync(_folder.File("data"), ["--signing-algorithm", "ES256", .. flags]);

    private string WriteAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(_folder.File("ca.crt"), certificate.ExportCertificatePem() + "\n");
        return _folder.File("ca.crt");
    }
}
