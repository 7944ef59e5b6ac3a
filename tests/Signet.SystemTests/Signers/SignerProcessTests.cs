using System.Net;
using System.Security.Cryptography;
using Signet.Testing;

namespace Signet.SystemTests.Signers;

/// <summary><c>signet signer</c> and <c>signet serve --service-account-signing-endpoint</c> as two processes.</summary>
public sealed class SignerProcessTests : IDisposable
{
    private const string TokenPath = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private readonly TemporaryFolder _folder = new();

    private string Socket => _folder.File("signer.sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Signer_KilledAndRestarted_IssuingContinuesAndReviewsNeverStop()
    {
        var signer = await StartSignerAsync();
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);
        var token = await admin.IssueAsync("default");

        signer.Kill();
        await signer.WaitForExitAsync();
        await signer.DisposeAsync();
        var refused = await admin.PostAsync(TokenPath, "{}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Code);
        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);

        // The killed process has left its socket behind.
        Assert.True(File.Exists(Socket));
        signer = await StartSignerAsync();
        await using (signer)
        {
            var next = await admin.IssueAsync("default");
            Assert.Equal(token.Split('.')[0], next.Split('.')[0]);
            Assert.True((bool)(await admin.ReviewAsync(next))["authenticated"]!);
            Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
            Assert.Equal(0, await signer.TerminateAsync());
        }

        Assert.False(File.Exists(Socket));
    }

    [Fact]
    public async Task Signer_Stopped_IssuingFailsAfterItsDeadlineAndReviewsGoOn()
    {
        await using var signer = await StartSignerAsync();
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);
        var token = await admin.IssueAsync("default");

        await signer.SignalAsync("STOP");
        try
        {
            // Repeated when the machine has stood still for the whole deadline, so that both were answered at the same time.
            await Patience.UntilAsync(
                async () =>
                {
                    var started = TimeProvider.System.GetTimestamp();
                    var issuing = admin.PostAsync(TokenPath, "{}");
                    Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
                    var isReviewedMeanwhile = !issuing.IsCompleted;

                    // A later limit, that of the request, would be answered with 504.
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, (await issuing).Code);
                    Assert.True(TimeProvider.System.GetElapsedTime(started).TotalSeconds > 9);
                    return isReviewedMeanwhile;
                },
                "a review is answered while a token is waited for");
        }
        finally
        {
            await signer.SignalAsync("CONT");
        }

        await admin.IssueAsync("default");
    }

    /// <summary>The new key is published as a retired one first; then the files are exchanged, and it signs at once: the client knows it.</summary>
    [Fact]
    public async Task Signer_KeyFilesExchangedUnderLoad_NothingIsRefused()
    {
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await WriteKeysAsync(first, second);
        await using var signer = await SignerProcess.StartAsync(
            Socket, _folder.File("signer"), "--service-account-signing-key-file", _folder.File("signing.pem"), "--retired-key-file", _folder.File("other.pem"),
            "--signing-key-activation", "Immediate");
        await using var server = await ServeAsync();
        using var admin = await AdminAsync(server);
        var headers = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        using var end = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => LoadAsync(admin, headers, end.Token)).ToList();

        await Patience.UntilAsync(() => Task.FromResult(headers.Values.Sum() > 50), "tokens are issued");
        await WriteKeysAsync(second, first);
        await signer.SignalAsync("HUP");
        await Patience.UntilAsync(() => Task.FromResult(headers.Count == 2), "the second key signs");
        var before = headers.Values.Sum();
        await Patience.UntilAsync(() => Task.FromResult(headers.Values.Sum() > before + 50), "tokens of the second key are issued");
        await end.CancelAsync();

        await Task.WhenAll(load);
        Assert.Equal(2, headers.Count);
    }

    [Fact]
    public async Task Serve_SignerListen_OneProcessServesTwo()
    {
        await using var authority = await SignetProcess.ServeAsync(
            _folder.File("authority"), "--signing-algorithm", "ES256", "--signer-listen", $"unix:{Socket}", "--signer-audit-log-path", _folder.File("audit"));
        await using var server = await ServeAsync();
        using var own = await AdminAsync(authority);
        using var admin = await AdminAsync(server);

        var token = await admin.IssueAsync("default");

        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
        Assert.Equal((await own.GetAsync("/openid/v1/jwks")).Body, (await admin.GetAsync("/openid/v1/jwks")).Body);
        await Patience.UntilAsync(async () => (await File.ReadAllTextAsync(_folder.File("audit"))).Contains("\"subject\":\"system:serviceaccount:default:default\"", StringComparison.Ordinal), "the signature is recorded");
    }

    [Fact]
    public async Task Signer_WithoutListen_ExitCode78()
    {
        var (code, _, errors) = await SignetProcess.RunAsync("signer", "--data-dir", _folder.File("signer"));

        Assert.Equal(78, code);
        Assert.Equal("signet: --listen is required: unix:PATH or unix:@NAME", errors);
        Assert.False(Directory.Exists(_folder.File("signer")));
    }

    private static async Task LoadAsync(
        ApiClient admin, System.Collections.Concurrent.ConcurrentDictionary<string, int> headers, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var token = await admin.IssueAsync("default");
            var status = await admin.ReviewAsync(token);
            Assert.True((bool?)status["authenticated"] == true, status.ToJsonString());
            headers.AddOrUpdate(token.Split('.')[0], 1, (_, count) => count + 1);
        }
    }

    private static async Task<ApiClient> AdminAsync(SignetProcess server)
    {
        var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        return admin;
    }

    private async Task WriteKeysAsync(ECDsa signing, ECDsa other)
    {
        // The signing key is in both files while they are exchanged one after the other.
        await File.WriteAllTextAsync(_folder.File("other.pem"), $"{other.ExportSubjectPublicKeyInfoPem()}\n{signing.ExportSubjectPublicKeyInfoPem()}\n");
        await File.WriteAllTextAsync(_folder.File("signing.pem"), signing.ExportPkcs8PrivateKeyPem());
    }

    private Task<SignetProcess> StartSignerAsync() => SignerProcess.StartAsync(Socket, _folder.File("signer"), "--signing-algorithm", "ES256");

    private Task<SignetProcess> ServeAsync() => SignetProcess.ServeAsync(_folder.File("server"), "--service-account-signing-endpoint", Socket);
}
