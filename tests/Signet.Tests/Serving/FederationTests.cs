using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Signet.Core.Signing;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Tokens of one Signet authenticate at another, by <c>--authentication-config</c>.</summary>
public sealed class FederationTests : IDisposable
{
    private const string Reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_AnotherSignetAsIssuer_ItsTokensAuthenticateAcrossARotation()
    {
        await using var forwarder = FaultyLink.ToLater();
        var address = forwarder.HttpsAddress.ToString().TrimEnd('/');
        var issuer = await StartIssuerAsync(address, "--signing-algorithm", "RS256");
        try
        {
            forwarder.Target = issuer.Address.Port;
            var token = await IssueAsync(issuer);
            await using var relying = await StartRelyingAsync(address, await File.ReadAllTextAsync(Path.Combine(issuer.DataDirectory, "ca.crt")));

            Assert.Equal("ext:system:serviceaccount:default:x", await UntilKnownAsync(relying, token));

            // Another key at the same address: the relying server notices it by the token.
            Assert.Equal(0, await issuer.TerminateAsync());
            await issuer.DisposeAsync();
            await File.WriteAllTextAsync(_folder.File("next.key"), SigningKeyGenerator.Generate(JwtAlgorithm.ES256));
            issuer = await StartIssuerAsync(address, "--service-account-signing-key-file", _folder.File("next.key"));
            forwarder.Target = issuer.Address.Port;
            Assert.Equal("ext:system:serviceaccount:default:x", await UntilKnownAsync(relying, await IssueAsync(issuer)));

            Assert.Null(await WhoAsync(relying, token));
            await relying.UntilSaysAsync("known keys of the issuer verifies the signature");
            Assert.DoesNotContain(token, relying.Errors, StringComparison.Ordinal);
        }
        finally
        {
            await issuer.DisposeAsync();
        }
    }

    [Fact]
    public async Task Serve_ManyTokensOfUnknownKeys_CauseFewFetches()
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
        Assert.Equal("ext:x", await UntilKnownAsync(relying, key.Sign(claims)));

        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i => Assert.Null(await WhoAsync(relying, key.Sign(claims, keyId: $"unknown-{i}")))));

        // Two documents for each fetch: one fetch at the start, and at most one in 10 s for any number of tokens.
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
    public async Task Serve_AnonymousRules_AllowOnlyThePaths()
    {
        var file = _folder.File("authn.yaml");
        await File.WriteAllTextAsync(file, "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous: {enabled: true, conditions: [{path: /livez}]}\n");
        await using var server = await SignetProcess.ServeAsync(_folder.File("data"), "--authentication-config", file, "--signing-algorithm", "ES256");
        using var client = server.CreateClient();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/livez")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/readyz")).StatusCode);
    }

    private Task<SignetProcess> StartIssuerAsync(string address, string keyFlag, string keyValue) => SignetProcess.ServeAsync(
        _folder.File("issuer"), "--service-account-issuer", address, keyFlag, keyValue);

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

    /// <summary>The user of a token, once it is accepted: a fetch that failed or came too early is repeated 10 s later.</summary>
    private static async Task<string?> UntilKnownAsync(SignetProcess server, string token)
    {
        System.Text.Json.Nodes.JsonNode? user = null;
        await Patience.UntilAsync(async () => (user = await WhoAsync(server, token)) is not null, "the token is known");
        return (string?)user!["username"];
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> WhoAsync(SignetProcess server, string token)
    {
        using var client = new ApiClient(server.CreateClient());
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await client.PostAsync(Reviews, "{}");
        return answer.Code == HttpStatusCode.Created ? answer.Json["status"]!["userInfo"] : null;
    }
}
