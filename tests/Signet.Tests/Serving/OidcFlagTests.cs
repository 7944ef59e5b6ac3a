using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>An external issuer by <c>--oidc-*</c> flags: real logins, and every invalid combination.</summary>
public sealed class OidcFlagTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_IssuerByFlags_ItsTokensAuthenticate()
    {
        using var key = PretendIssuer.Create("k", "RS256");
        using var other = PretendIssuer.Create("e", "ES256");
        var url = "";
        await using var issuer = await HttpsServer.StartAsync(http =>
            http.Response.WriteAsync(http.Request.Path == "/jwks" ? PretendIssuer.KeySet(key, other) : $$"""{"issuer":"{{url}}","jwks_uri":"{{url}}/jwks"}"""));
        url = issuer.Address.ToString().TrimEnd('/');
        await File.WriteAllTextAsync(_folder.File("ca.crt"), issuer.AuthorityPem);
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--signing-algorithm", "ES256", "--oidc-issuer-url", url, "--oidc-client-id", "signet", "--oidc-ca-file", _folder.File("ca.crt"),
            "--oidc-groups-claim", "roles", "--oidc-groups-prefix", "r:", "--oidc-required-claim", "hd=example.test,team=a", "--oidc-required-claim", "env=prod");
        string Token(string more, PretendIssuer by) =>
            by.Sign($$"""{"iss":"{{url}}","aud":"signet","sub":"deploy","roles":["dev"],"hd":"example.test","team":"a",{{more}}"exp":4000000000}""");

        Assert.Equal($"{url}#deploy r:dev,system:authenticated", await UntilKnownAsync(server, Token("\"env\":\"prod\",", key)));
        Assert.Null(await WhoAsync(server, Token("\"env\":\"test\",", key)));
        Assert.Null(await WhoAsync(server, Token("", key)));
        Assert.Null(await WhoAsync(server, Token("\"env\":\"prod\",", other)));
        await server.UntilSaysAsync("\"ES256\" is not accepted");
    }

    [Theory]
    [InlineData("--oidc-issuer-url and --oidc-client-id must be specified together", "--oidc-issuer-url=https://x.example.test")]
    [InlineData("--oidc-issuer-url and --oidc-client-id must be specified together", "--oidc-client-id=signet")]
    [InlineData("--oidc-issuer-url and --oidc-client-id must be specified together", "--oidc-groups-claim=roles")]
    [InlineData("--oidc-issuer-url and --oidc-client-id must be specified together", "--oidc-signing-algs=RS256")]
    [InlineData("--oidc-issuer-url and --oidc-client-id must be specified together", "--oidc-issuer-url=https://x.example.test", "--oidc-client-id", "")]
    [InlineData("--authentication-config file and --oidc-* flags are mutually exclusive", "--oidc-username-claim=sub", "--authentication-config=none.yaml")]
    [InlineData("--oidc-issuer-url: Invalid value: \"http://x\"", "--oidc-issuer-url=http://x", "--oidc-client-id=signet")]
    [InlineData("must not overlap", "--oidc-issuer-url=https://own.example.test", "--oidc-client-id=signet", "--service-account-issuer=https://own.example.test")]
    [InlineData("--oidc-signing-algs: \"HS256\" is not allowed", "--oidc-signing-algs=HS256")]
    [InlineData("--oidc-required-claim: \"hd\" is not allowed", "--oidc-required-claim=hd")]
    [InlineData("--oidc-required-claim: \"=x\" is not allowed", "--oidc-required-claim==x")]
    [InlineData("\"hd\" has two", "--oidc-required-claim=hd=a,hd=b")]
    [InlineData("--oidc-ca-file: ", "--oidc-ca-file=/nowhere/ca.crt", "--oidc-issuer-url=https://x.example.test", "--oidc-client-id=signet")]
    [InlineData("--oidc-ca-file: /dev/null: has no PEM", "--oidc-ca-file=/dev/null", "--oidc-issuer-url=https://x.example.test", "--oidc-client-id=signet")]
    [InlineData("--oidc-username-claim: Required value", "--oidc-username-claim", "", "--oidc-issuer-url=https://x.example.test", "--oidc-client-id=signet")]
    public async Task Serve_InvalidFlags_AreRefusedInOneLine(string says, params string[] flags)
    {
        var (code, output, errors) = await SignetProcess.RunAsync(["serve", "--secure-port", "0", "--data-dir", _folder.File("data"), .. flags]);

        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.DoesNotContain('\n', errors);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    private static async Task<string?> WhoAsync(SignetInProcess server, string token)
    {
        using var client = new ApiClient(server.CreateClient());
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await client.PostAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
        return answer.Code != System.Net.HttpStatusCode.Created
            ? null
            : $"{answer.Json["status"]!["userInfo"]!["username"]} {string.Join(',', answer.Json["status"]!["userInfo"]!["groups"]!.AsArray().Select(group => (string)group!))}";
    }

    /// <summary>The issuer's keys are fetched in the background.</summary>
    private static async Task<string?> UntilKnownAsync(SignetInProcess server, string token)
    {
        string? who = null;
        await Patience.UntilAsync(async () => (who = await WhoAsync(server, token)) is not null, "the token is known");
        return who;
    }
}
