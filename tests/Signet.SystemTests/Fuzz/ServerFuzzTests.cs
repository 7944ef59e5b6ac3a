using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Fuzz;

/// <summary>Mutated requests to a real server over HTTPS: each is answered, and the log has no unexpected errors.</summary>
public sealed class ServerFuzzTests : IAsyncLifetime
{
    private const int Requests = 4_000;
    private const int RawRequests = 300;
    private readonly TemporaryFolder _folder = new();
    private SignetProcess _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await SignetProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256", "--log-level", "error");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static readonly (string Method, string Path, string Type, string Body)[] Samples =
    [
        ("POST", "/api/v1/namespaces/default/serviceaccounts", "application/json", """{"metadata":{"generateName":"f-","labels":{"a":"b"}},"secrets":[{"name":"s"}]}"""),
        ("POST", "/api/v1/namespaces/default/secrets?dryRun=All", "application/json", """{"metadata":{"name":"s"},"type":"Opaque","data":{"v":"dg=="},"stringData":{"w":"x"}}"""),
        ("POST", "/api/v1/namespaces/default/secrets", "application/yaml", "metadata:\n  generateName: y-\ndata:\n  v: dg==\n"),
        ("POST", "/api/v1/namespaces/default/pods", "application/json", """{"metadata":{"generateName":"p-"},"spec":{"serviceAccountName":"default","containers":[{"name":"c","image":"i"}]}}"""),
        ("POST", "/api/v1/nodes?fieldValidation=Strict", "application/json", """{"metadata":{"generateName":"n-"},"spec":{"taints":[{"key":"k","effect":"NoSchedule"}]}}"""),
        ("PUT", "/api/v1/namespaces/default/serviceaccounts/default", "application/json", """{"metadata":{"name":"default","annotations":{"a":"b"}}}"""),
        ("POST", "/api/v1/namespaces/default/serviceaccounts/default/token", "application/json", """{"spec":{"audiences":["a"],"expirationSeconds":600,"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"s","uid":"u"}}}"""),
        ("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "application/json", """{"spec":{"token":"a.b.c","audiences":["a"]}}"""),
        ("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "application/json", "{}"),
        ("DELETE", "/api/v1/namespaces/default/secrets/nope", "application/json", """{"gracePeriodSeconds":0,"preconditions":{"uid":"u"}}"""),
        ("GET", "/api/v1/namespaces/default/secrets?limit=2&fieldSelector=metadata.name%3Ds&resourceVersion=0", "", ""),
        ("GET", "/api/v1/pods?limit=1&continue=eyJ2IjoiIn0", "", ""),
        ("GET", "/api/v1/namespaces/default?pretty=true", "", ""),
        ("GET", "/.well-known/openid-configuration", "", ""),
        ("GET", "/apis", "", ""),
        ("GET", "/readyz?verbose", "", ""),
    ];

    private static readonly string[] Accepts = ["application/json", "application/yaml", "*/*", "application/json;as=Table;v=v1;g=meta.k8s.io", "q=;,;=", ""];

    [Fact]
    public async Task Requests_Damaged_AreAnsweredWithoutA5xx()
    {
        using var client = _server.CreateClient(asAdministrator: true);
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, cancellationToken) =>
        {
            var mutator = new Mutator(seed);
            using var request = Damage(mutator, _server.Address.Port, Samples[mutator.Random.Next(Samples.Length)]);
            using var answer = await client.SendAsync(request, cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);

            Assert.True((int)answer.StatusCode < 500 || IsKubernetesOwn(answer.StatusCode, body), $"{seed}: {request.Method} {request.RequestUri}: {(int)answer.StatusCode} {body}\n{_server.Errors}");
        });

        await AssertIsWellAsync(client);
    }

    [Fact]
    public async Task Connections_WithDamagedText_DoNotHarmTheServer()
    {
        const string Whole = "POST /api/v1/namespaces/default/secrets?dryRun=All HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer abc\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        await Parallel.ForAsync(0, RawRequests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, cancellationToken) =>
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(IPAddress.Loopback, _server.Address.Port, cancellationToken);
            await using var tls = new SslStream(connection.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = _server.TrustPolicy() }, cancellationToken);
            await tls.WriteAsync(new Mutator(seed).Mutate(Encoding.ASCII.GetBytes(Whole)), cancellationToken);
            using var reader = new StreamReader(tls, Encoding.Latin1);
            try
            {
                connection.Client.Shutdown(SocketShutdown.Send);

                // 505 is the answer to a wrong version in the request line.
                var answer = await reader.ReadToEndAsync(cancellationToken);
                Assert.False(answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) && !answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), answer);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // Closing the connection is an answer, too.
            }
        });

        using var client = _server.CreateClient(asAdministrator: true);
        await AssertIsWellAsync(client);
    }

    private static HttpRequestMessage Damage(Mutator mutator, int port, (string Method, string Path, string Type, string Body) sample)
    {
        var what = mutator.Random.Next(4);
        var path = what == 0 ? DamagePath(mutator, sample.Path) : sample.Path;
        var request = new HttpRequestMessage(new HttpMethod(sample.Method), $"https://127.0.0.1:{port}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (sample.Type.Length > 0)
        {
            var body = Encoding.UTF8.GetBytes(sample.Body);
            request.Content = new ByteArrayContent(what is 1 or 2 ? mutator.Mutate(body) : body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", what == 3 ? DamageHeader(mutator, sample.Type) : sample.Type);
        }

        request.Headers.TryAddWithoutValidation("Accept", Accepts[mutator.Random.Next(Accepts.Length)]);
        if (what == 3)
        {
            request.Headers.TryAddWithoutValidation("Authorization", DamageHeader(mutator, "Bearer eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln"));
            request.Headers.TryAddWithoutValidation("User-Agent", DamageHeader(mutator, "kubectl/v1.33 (linux)"));
            request.Headers.TryAddWithoutValidation("If-None-Match", DamageHeader(mutator, "\"x\""));
        }

        return request;
    }

    private static string DamageHeader(Mutator mutator, string value) =>
        string.Concat(Encoding.Latin1.GetString(mutator.Mutate(Encoding.ASCII.GetBytes(value))).Where(character => character is >= ' ' and < '\x7f'));

    private static string DamagePath(Mutator mutator, string path) => "/" + string.Concat(
        Encoding.Latin1.GetString(mutator.Mutate(Encoding.ASCII.GetBytes(path[1..])))
            .Where(character => character is > ' ' and < '\x7f' and not '#' and not '\\' and not '"' and not '<'));

    /// <summary>The 500s and the 504 that kube-apiserver also answers to such requests.</summary>
    private static bool IsKubernetesOwn(HttpStatusCode code, string body)
    {
        var message = body.StartsWith('{') ? (string?)JsonNode.Parse(body)!["message"] ?? "" : body;
        return code == HttpStatusCode.GatewayTimeout
            ? message.Contains("Too large resource version", StringComparison.Ordinal)
            : message.Contains("resourceVersion should not be set on objects to be created", StringComparison.Ordinal) ||
              message.Contains("is not a number", StringComparison.Ordinal);
    }

    private async Task AssertIsWellAsync(HttpClient client)
    {
        Assert.Equal("ok", await client.GetStringAsync("/readyz"));
        Assert.DoesNotContain("fail: ", _server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", _server.Errors, StringComparison.Ordinal);
    }
}
