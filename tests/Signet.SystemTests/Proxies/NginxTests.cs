using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Signet.SystemTests.Federation;
using Signet.Testing;

namespace Signet.SystemTests.Proxies;

/// <summary>The configuration of <c>docs/how-to/federation.md</c> in a real nginx in front of a real server.</summary>
public sealed class NginxTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SignetProcess? _server;
    private Process? _nginx;

    public async ValueTask DisposeAsync()
    {
        if (_nginx is { HasExited: false })
        {
            // Only the master process: its worker ends with it.
            using var quit = Process.Start("kill", ["-TERM", _nginx.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await quit.WaitForExitAsync();
            await _nginx.WaitForExitAsync().WaitAsync(Patience.Limit);
        }

        _nginx?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Nginx_WithDefaultBuffering_PassesDocumentsLongPathsAndEveryEventOfAWatch()
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), "admin-token,admin,u-admin,\"system:masters\"\n");
        _server = await SignetProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256", "--token-auth-file", _folder.File("tokens.csv"));
        using var client = await StartNginxAsync(_server);

        using var documents = await client.GetAsync("/.well-known/openid-configuration");
        Assert.Equal(HttpStatusCode.OK, documents.StatusCode);

        client.DefaultRequestHeaders.Authorization = new("Bearer", "admin-token");
        using var watch = await client.GetAsync("/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=0", HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await watch.Content.ReadAsStreamAsync());
        foreach (var name in (string[])["one", "two", "three"])
        {
            using var content = new StringContent($$$"""{"metadata":{"name":"{{{name}}}"}}""", System.Text.Encoding.UTF8, "application/json");
            using var created = await client.PostAsync("/api/v1/namespaces/default/configmaps", content);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            Assert.Equal(name, await NextNameAsync(events));
        }

        using var selected = await client.GetAsync($"/api/v1/configmaps?labelSelector=a+in+({string.Join(',', Enumerable.Range(0, 4000).Select(i => $"v{i}"))})");
        Assert.Equal(HttpStatusCode.OK, selected.StatusCode);
        using var notCleaned = await client.GetAsync("/api/v1//namespaces");
        Assert.Equal(HttpStatusCode.NotFound, notCleaned.StatusCode);
    }

    private static async Task<string?> NextNameAsync(StreamReader events)
    {
        while (true)
        {
            var line = await events.ReadLineAsync().WaitAsync(Patience.Limit);
            var name = (string?)JsonNode.Parse(line!)!["object"]!["metadata"]!["name"];
            if (name != "kube-root-ca.crt")
            {
                return name;
            }
        }
    }

    /// <summary>Starts nginx on a free port; retries if another process takes the port first.</summary>
    private async Task<HttpClient> StartNginxAsync(SignetProcess server)
    {
        var nginx = TestMachine.Require("nginx");
        foreach (var folder in (string[])["logs", "body", "proxy", "fastcgi", "uwsgi", "scgi"])
        {
            Directory.CreateDirectory(_folder.File(folder));
        }

        for (var attempt = 0; ; attempt++)
        {
            var port = FixedPort.Find();
            var configuration = FederationPage.Block(
                "nginx",
                ("listen 443 ssl", $"listen 127.0.0.1:{port} ssl"),
                ("issuer.example.com", "localhost"),
                ("/etc/nginx/issuer.crt", Path.Combine(server.DataDirectory, "serving.crt")),
                ("/etc/nginx/issuer.key", Path.Combine(server.DataDirectory, "serving.key")),
                ("/etc/nginx/signet-ca.crt", Path.Combine(server.DataDirectory, "ca.crt")),
                ("https://127.0.0.1:6443", server.Address.ToString().TrimEnd('/')));
            await File.WriteAllTextAsync(_folder.File("nginx.conf"), $$"""
                daemon off;
                user root;
                worker_processes 1;
                pid {{_folder.File("nginx.pid")}};
                error_log {{_folder.File("logs/error.log")}};
                events {}
                http {
                access_log off;
                client_body_temp_path {{_folder.File("body")}};
                proxy_temp_path {{_folder.File("proxy")}};
                fastcgi_temp_path {{_folder.File("fastcgi")}};
                uwsgi_temp_path {{_folder.File("uwsgi")}};
                scgi_temp_path {{_folder.File("scgi")}};
                {{configuration}}
                }
                """);
            _nginx?.Dispose();
            _nginx = Process.Start(new ProcessStartInfo(nginx, ["-p", _folder.Path, "-c", _folder.File("nginx.conf"), "-e", _folder.File("logs/error.log")]))!;
            var client = ClientOf(server, port);
            if (await AnswersAsync(client))
            {
                return client;
            }

            client.Dispose();
            Assert.True(attempt < 3, await File.ReadAllTextAsync(_folder.File("logs/error.log")));
        }
    }

    private static HttpClient ClientOf(SignetProcess server, int port)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = server.TrustPolicy();
        return new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}") };
    }

    private async Task<bool> AnswersAsync(HttpClient client)
    {
        var isThere = false;
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync("/livez");
                    isThere = answer.StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    // Not listening yet, or ended.
                    isThere = false;
                }

                return isThere || _nginx!.HasExited;
            },
            "nginx answers");
        return isThere;
    }
}
