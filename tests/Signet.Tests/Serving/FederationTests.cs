using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Tokens of one Signet make callers at another, by <c>--authentication-config</c>.</summary>
public sealed class FederationTests : IDisposable
{
    private const string Reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_AnotherSignetAsIssuer_ItsTokensMakeCallersAcrossARotation()
    {
        var issuer = await StartIssuerAsync("0", "RS256");
        var address = issuer.Address.ToString().TrimEnd('/');
        try
        {
            var token = await IssueAsync(issuer);
            await using var relying = await StartRelyingAsync(address, await File.ReadAllTextAsync(Path.Combine(issuer.DataDirectory, "ca.crt")));

            var user = await WhoAsync(relying, token);
            Assert.Equal("ext:system:serviceaccount:default:x", (string?)user?["username"]);

            // Another key at the same address: nobody tells the relying server, the token does.
            Assert.Equal(0, await issuer.TerminateAsync());
            await issuer.DisposeAsync();
            File.Delete(Path.Combine(issuer.DataDirectory, "service-account.key"));
            issuer = await StartIssuerAsync(new Uri(address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "ES256");
            var rotated = await IssueAsync(issuer);
            await UntilAsync(async () => await WhoAsync(relying, rotated) is not null);

            Assert.Null(await WhoAsync(relying, token));
            Assert.Contains("known keys made the signature", relying.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain(token, relying.Errors, StringComparison.Ordinal);
        }
        finally
        {
            await issuer.DisposeAsync();
        }
    }

    [Fact]
    public async Task Serve_ManyTokensOfUnknownKeys_DoNotHammerTheIssuer()
    {
        var fetches = 0;
        using var key = PretendIssuer.Create("known", "ES256");
        var url = "";
        await using var issuer = await HttpsServer.StartAsync(async http =>
        {
            Interlocked.Increment(ref fetches);
            await http.Response.WriteAsync(http.Request.Path == "/jwks" ? PretendIssuer.KeySet(key) : $$"""{"issuer":"{{url}}","jwks_uri":"{{url}}/jwks"}""");
        });
        url = issuer.Address.ToString().TrimEnd('/');
        var started = System.Diagnostics.Stopwatch.StartNew();
        await using var relying = await StartRelyingAsync(url, issuer.AuthorityPem);
        var claims = $$"""{"iss":"{{url}}","aud":"{{url}}","sub":"x","exp":4000000000}""";
        Assert.Equal("ext:x", (string?)(await WhoAsync(relying, key.Sign(claims)))?["username"]);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i => Assert.Null(await WhoAsync(relying, key.Sign(claims, keyId: $"unknown-{i}")))));

        // Two documents for each fetch: one at the start, and at most one in 10 s whatever is sent.
        Assert.InRange(fetches, 2, 2 * (2 + (int)started.Elapsed.TotalSeconds / 10));
    }

    [Fact]
    public async Task Serve_BadConfiguration_IsRefusedInOneLine()
    {
        var file = _folder.File("authn.yaml");
        await File.WriteAllTextAsync(file, "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: [{issuer: {url: 'http://x', audiences: [a]}}]\n");

        var (code, _, errors) = await SignetProcess.RunAsync("serve", "--data-dir", _folder.File("data"), "--secure-port", "0", "--authentication-config", file);

        Assert.NotEqual(0, code);
        Assert.Contains("jwt[0].issuer.url: Invalid value: \"http://x\": URL scheme must be https", errors, StringComparison.Ordinal);
        Assert.Contains("jwt[0].claimMappings.username: Required value", errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Serve_AnonymousRules_LetOnlyThePathsThrough()
    {
        var file = _folder.File("authn.yaml");
        await File.WriteAllTextAsync(file, "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous: {enabled: true, conditions: [{path: /livez}]}\n");
        await using var server = await SignetProcess.ServeAsync(_folder.File("data"), "--authentication-config", file, "--signing-algorithm", "ES256");
        using var client = server.CreateClient();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/livez")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/readyz")).StatusCode);
    }

    private Task<SignetProcess> StartIssuerAsync(string port, string algorithm) => SignetProcess.ServeAsync(
        _folder.File("issuer"), "--secure-port", port, "--signing-algorithm", algorithm, "--authorization-mode", "AlwaysAllow");

    private async Task<SignetProcess> StartRelyingAsync(string address, string authority)
    {
        var file = _folder.File("authn.yaml");
        await File.WriteAllTextAsync(file, $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer:
                url: {{address}}
                audiences: [{{address}}]
                certificateAuthority: "{{authority.Replace("\n", "\\n", StringComparison.Ordinal)}}"
              claimMappings:
                username: {claim: sub, prefix: "ext:"}
            """);
        return await SignetProcess.ServeAsync(_folder.File("relying"), "--signing-algorithm", "ES256", "--authentication-config", file);
    }

    private static async Task<string> IssueAsync(SignetProcess issuer)
    {
        using var admin = new ApiClient(issuer.CreateClient(asAdministrator: true));
        await admin.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"x"}}""");
        return await admin.IssueAsync("x");
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> WhoAsync(SignetProcess server, string token)
    {
        using var client = new ApiClient(server.CreateClient());
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await client.PostAsync(Reviews, "{}");
        return answer.Code == HttpStatusCode.Created ? answer.Json["status"]!["userInfo"] : null;
    }

    /// <summary>A fetch that came too early is tried again 10 s later.</summary>
    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), patience.Token);
        }
    }
}
