using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Audit;

/// <summary>A server process whose audit log is read after its end, when it is complete.</summary>
internal sealed class AuditedServer : IAsyncDisposable
{
    public const string AdminToken = "admin-static-token";
    public const string BobToken = "bob-static-token";
    private readonly TemporaryFolder _folder = new();

    public SignetProcess Process { get; private set; } = null!;

    /// <summary>All output: the log, the audit log and standard output.</summary>
    public string Written { get; private set; } = "";

    public static async Task<AuditedServer> StartAsync(string policyRules, params string[] flags)
    {
        var server = new AuditedServer();
        await File.WriteAllTextAsync(server._folder.File("tokens.csv"), $"{AdminToken},admin,u-admin,\"system:masters\"\n{BobToken},bob,u-bob\n");
        await File.WriteAllTextAsync(server._folder.File("policy.yaml"), $"apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: {policyRules}\n");
        server.Process = await SignetProcess.ServeAsync(
            server._folder.File("data"),
            ["--signing-algorithm", "ES256", "--token-auth-file", server._folder.File("tokens.csv"), "--log-level", "debug",
            "--audit-policy-file", server._folder.File("policy.yaml"), .. flags.Contains("--audit-log-path") ? [] : (string[])["--audit-log-path", server._folder.File("audit.log")], .. flags]);
        using var admin = server.ClientOf(AdminToken);
        await admin.UntilDefaultAccountAsync();
        return server;
    }

    public ApiClient ClientOf(string token, string? auditId = null)
    {
        var http = Process.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (auditId is not null)
        {
            http.DefaultRequestHeaders.Add("Audit-Id", auditId);
        }

        return new ApiClient(http);
    }

    /// <summary>Sends the head and a part of the body of a request, disconnects, and waits until the server has closed the connection.</summary>
    public async Task BreakOffAsync(string method, string path, string token, string auditId)
    {
        await using var tls = await Process.ConnectAsync(SslApplicationProtocol.Http11);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {Process.Address.Authority}\r\nAuthorization: Bearer {token}\r\nAudit-Id: {auditId}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\""));
        await tls.FlushAsync();
        await tls.ShutdownAsync();

        // The kind of close does not matter.
        await tls.CopyToAsync(Stream.Null).WaitAsync(Patience.Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Stops the server and returns all events by audit id.</summary>
    public async Task<ILookup<string, JsonObject>> EndAsync()
    {
        Assert.Equal(0, await Process.TerminateAsync());
        var log = File.Exists(_folder.File("audit.log")) ? await File.ReadAllTextAsync(_folder.File("audit.log")) : "";
        Written = $"{Process.Output}\n{Process.Errors}\n{log}";
        return Written.Split('\n').Where(line => line.StartsWith("{\"kind\":\"Event\"", StringComparison.Ordinal))
            .Select(line => (JsonObject)JsonNode.Parse(line)!)
            .ToLookup(one => (string)one["auditID"]!);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
