using System.Net;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Signers;

/// <summary><c>signet keys</c> with the data directory of a running <c>signet signer</c>, through its control socket.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SignerControlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Socket => _folder.File("signer.sock");

    private string Data => _folder.File("signer");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keys_OfARunningSigner_AreRotated()
    {
        await using var signer = await SignerProcess.StartAsync(Socket, Data, "--signing-algorithm", "ES256", "--signer-refresh-hint", "1s");
        await using var server = await SignetProcess.ServeAsync(_folder.File("server"), "--service-account-signing-endpoint", Socket);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        var token = await admin.IssueAsync("default");
        var first = Assert.Single(await KeysAsync());

        await RunAsync(0, "prepare");
        await Patience.UntilAsync(
            async () => (await admin.GetAsync("/openid/v1/jwks")).Json["keys"]!.AsArray().Count == 2, "the server has fetched the next key");
        var next = (await KeysAsync()).Single(key => key != first);
        await RunAsync(3, "activate", next);
        await RunAsync(0, "activate", next, "--yes");
        await Patience.UntilAsync(async () => KidOf(await admin.IssueAsync("default")) == next, "the next key signs");

        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
        Assert.Contains(next, signer.Errors, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "control.sock")));
        Assert.Equal(0, await signer.TerminateAsync());
        Assert.False(File.Exists(Path.Combine(Data, "control.sock")));
        Assert.Equal(2, (await KeysAsync()).Count);
    }

    [Fact]
    public async Task Keys_OfASignerWithAKeyFile_AreRefused()
    {
        await using (await SignerProcess.StartAsync(Socket, Data))
        {
            var found = await KeysAsync();
            Assert.Single(found);
        }

        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
        await using var signer = await SignerProcess.StartAsync(Socket, Data, "--service-account-signing-key-file", _folder.File("key.pem"));

        Assert.Contains("not managed", (await RunAsync(1, "list")).Errors, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOfAsync(HttpMethod.Post, "/api/v1/namespaces", "{}"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusOfAsync(HttpMethod.Get, "/apis/tokens.signet.dev/v1alpha1/signingkeyoperations", null));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusOfAsync(HttpMethod.Post, "/apis/tokens.signet.dev/v1alpha1/signingkeyoperations", "[]"));
    }

    private static string KidOf(string token)
    {
        var head = token.Split('.')[0].Replace('-', '+').Replace('_', '/');
        return (string)JsonNode.Parse(Convert.FromBase64String(head.PadRight((head.Length + 3) / 4 * 4, '=')))!["kid"]!;
    }

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var listed = await RunAsync(0, "list", "--output", "json");
        return [.. JsonNode.Parse(listed.Output)!["status"]!["keys"]!.AsArray().Select(key => (string)key!["keyID"]!)];
    }

    private async Task<(string Output, string Errors)> RunAsync(int expected, params string[] arguments)
    {
        var run = await SignetProcess.RunAsync(["keys", .. arguments, "--data-dir", Data]);
        Assert.True(run.ExitCode == expected, $"{run.ExitCode}: {run.Errors}");
        return (run.Output, run.Errors);
    }

    private async Task<HttpStatusCode> StatusOfAsync(HttpMethod method, string path, string? body)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new System.Net.Sockets.Socket(
                    System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
                await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(Data, "control.sock")), token);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(method, new Uri($"http://signet{path}")) { Content = body is null ? null : new StringContent(body) };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
