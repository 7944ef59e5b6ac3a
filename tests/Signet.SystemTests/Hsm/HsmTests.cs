using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Signet.Testing;

namespace Signet.SystemTests.Hsm;

/// <summary><c>signet serve</c> with its signing key in SoftHSM.</summary>
public sealed class HsmTests : IDisposable
{
    private const string Account = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private const string Flag = "--service-account-signing-key-file";
    private readonly TemporaryFolder _folder = new();
    private readonly SoftHsm _hsm = SoftHsm.Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _hsm.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("rsa:2048", "RS256")]
    [InlineData("EC:prime256v1", "ES256")]
    [InlineData("EC:secp521r1", "ES512")]
    public async Task Serve_KeyInAToken_IssuesVerifiesAndSurvivesItsRemoval(string type, string algorithm)
    {
        await PrepareAsync(type);
        await using var server = await ServeAsync(_hsm.Uri("token=signet;object=signing"));
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        var token = await admin.IssueAsync("default");
        await AssertVerifiesAsync(server, token, algorithm);
        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);

        _hsm.Pull();
        await Patience.UntilAsync(async () => (await admin.PostAsync(Account, "{}")).Code == HttpStatusCode.ServiceUnavailable, "no token is issued");
        var refused = await admin.PostAsync(Account, "{}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Code);
        Assert.Equal("the signer of tokens is not available; no token was issued", (string?)refused.Json["message"]);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
        await AssertVerifiesAsync(server, token, algorithm);
        var ready = await admin.GetAsync("/readyz?verbose");
        Assert.Equal(HttpStatusCode.OK, ready.Code);
        Assert.Contains("[+]signer-reconnector ok: the signing key is away since ", ready.Body, StringComparison.Ordinal);
        await server.UntilSaysAsync("[5160]");

        _hsm.Return();
        await Patience.UntilAsync(async () => (await admin.PostAsync(Account, "{}")).Code == HttpStatusCode.Created, "tokens are issued again");
        await AssertVerifiesAsync(server, await admin.IssueAsync("default"), algorithm);
        await server.UntilSaysAsync("[5161]");
        await Patience.UntilAsync(
            async () => (await admin.GetAsync("/readyz?verbose")).Body.Contains("[+]signer-reconnector ok\n", StringComparison.Ordinal), "the remark is gone");
        Assert.Equal(0, await server.TerminateAsync());
        Assert.DoesNotContain(SoftHsm.Pin, server.Errors, StringComparison.Ordinal);
    }

    /// <summary>The commands of docs/operations.md.</summary>
    [Fact]
    public async Task Serve_CommandsOfTheDocumentation_Work()
    {
        var block = Assert.Single(
            MarkdownBlock.Read(Path.Combine(TestMachine.Root, "docs/operations.md")),
            one => one.Language == "sh" && one.Text.Contains("softhsm2-util", StringComparison.Ordinal));
        Directory.CreateDirectory(_folder.File("bin"));
        File.CreateSymbolicLink(_folder.File("bin/signet"), Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null));

        await using var server = SignetShell.Start(block.Text, _folder.Path, $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}");
        await server.UntilServesAsync();
    }

    [Fact]
    public async Task Serve_ManyRequestsByFewSessions_AllGetTokens()
    {
        await PrepareAsync("EC:prime256v1");
        await using var server = await ServeAsync(_hsm.Uri("token=signet;object=signing"), "--pkcs11-sessions", "2");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => admin.IssueAsync("default")));

        Assert.Equal(100, tokens.Distinct(StringComparer.Ordinal).Count());
        await AssertVerifiesAsync(server, tokens[^1], "ES256");
    }

    [Fact]
    public async Task Serve_TokenIsAwayAtTheStart_ReviewsWithTheKeyFileAndIssuesWhenItReturns()
    {
        await PrepareAsync("EC:prime256v1");
        await _hsm.ToolAsync("signet", "--read-object", "--type", "pubkey", "--id", "01", "--output-file", _folder.File("public.der"));
        using (var key = ECDsa.Create())
        {
            key.ImportSubjectPublicKeyInfo(await File.ReadAllBytesAsync(_folder.File("public.der"), Cancellation), out _);
            await File.WriteAllTextAsync(_folder.File("public.pem"), key.ExportSubjectPublicKeyInfoPem(), Cancellation);
        }

        var flags = new[] { "--service-account-key-file", _folder.File("public.pem"), "--service-account-issuer", "https://hsm.example.test" };
        string token;
        await using (var before = await ServeAsync(_hsm.Uri("token=signet;object=signing"), flags))
        {
            using var one = new ApiClient(before.CreateClient(asAdministrator: true));
            await one.UntilDefaultAccountAsync();
            token = await one.IssueAsync("default");
        }

        _hsm.Pull();
        await using var server = await ServeAsync(_hsm.Uri("token=signet;object=signing"), flags);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        Assert.True((bool)(await admin.ReviewAsync(token))["authenticated"]!);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await admin.PostAsync(Account, "{}")).Code);

        _hsm.Return();
        await Patience.UntilAsync(async () => (await admin.PostAsync(Account, "{}")).Code == HttpStatusCode.Created, "tokens are issued");
        Assert.True((bool)(await admin.ReviewAsync(await admin.IssueAsync("default")))["authenticated"]!);
    }

    /// <summary>The next key of the token is named for verification first: it is in the published JWKS before it signs.</summary>
    [Fact]
    public async Task Publish_KeyInAToken_HasTheNextKeyBeforeItSigns()
    {
        await PrepareAsync("EC:prime256v1");
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder.File("next.pub"), next.ExportSubjectPublicKeyInfoPem(), Cancellation);
        Directory.CreateDirectory(_folder.File("site"));
        await using var server = await ServeAsync(_hsm.Uri("token=signet;object=signing"), "--service-account-key-file", _folder.File("next.pub"));

        var (code, output, errors) = await SignetProcess.RunAsync("publish", "--data-dir", _folder.File("data"), "--to", _folder.File("site"));

        Assert.True(code == 0, errors + output);
        var published = await File.ReadAllTextAsync(_folder.File("site/openid/v1/jwks"), Cancellation);
        using var client = server.CreateClient();
        Assert.Equal(await client.GetStringAsync(new Uri("/openid/v1/jwks", UriKind.Relative), Cancellation), published);
        Assert.Equal(2, JsonNode.Parse(published)!["keys"]!.AsArray().Count);
    }

    [Fact]
    public async Task Serve_TokenIsAwayAtTheStartWithoutKeyFile_EndsWithTheTransientCode()
    {
        await PrepareAsync("EC:prime256v1");
        _hsm.Pull();

        var (code, errors) = await RefusedAsync(_hsm.Uri("token=signet;object=signing"));

        Assert.Equal(1, code);
        Assert.Contains($"{Flag}: ", errors, StringComparison.Ordinal);
    }

    /// <summary>The code for a wrong configuration keeps supervisors from trying again, which would lock the token.</summary>
    [Fact]
    public async Task Serve_WrongPin_EndsWithTheConfigurationCodeAndDoesNotShowIt()
    {
        await PrepareAsync("EC:prime256v1");
        await File.WriteAllTextAsync(_folder.File("wrong"), "not-the-pin\n", Cancellation);

        var (code, errors) = await RefusedAsync(_hsm.Uri("token=signet;object=signing", _folder.File("wrong")));

        Assert.Equal(78, code);
        Assert.Contains("the token refused the PIN (C_Login: CKR_PIN_INCORRECT (0xA0))", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-pin", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pkcs11:token=signet?module-name=softhsm2&pin-value=s3cr3t", "pin-value is not allowed")]
    [InlineData("pkcs11:token=signet?module-name=softhsm2&pin-source=file:/missing/pin", "/missing/pin: cannot be read")]
    [InlineData("pkcs11:token=signet?module-path=/missing.so", "module-path: /missing.so does not exist")]
    [InlineData("pkcs11:tokn=signet?module-name=softhsm2", "the attribute tokn is not known here")]
    [InlineData("pkcs11:token=signet?module-name=softhsm2", "the token requires a PIN")]
    public async Task Serve_UriThatCannotBeUsed_EndsWithOneLine(string uri, string fault)
    {
        await PrepareAsync("EC:prime256v1");

        var (code, errors) = await RefusedAsync(uri);

        Assert.Equal(78, code);
        Assert.Contains(fault, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("s3cr3t", errors, StringComparison.Ordinal);
    }

    private async Task PrepareAsync(string type)
    {
        await _hsm.AddTokenAsync("signet");
        await _hsm.AddKeyAsync("signet", type, "signing", "01");
    }

    private Task<SignetProcess> ServeAsync(string uri, params string[] flags) =>
        SignetProcess.ServeWithAsync(_hsm.Environment, _folder.File("data"), [Flag, uri, .. flags]);

    private async Task<(int Code, string Errors)> RefusedAsync(string uri)
    {
        await using var process = SignetProcess.Start(
            ["serve", "--secure-port", "0", "--data-dir", _folder.File("data"), Flag, uri], _folder.File("data"), environment: _hsm.Environment);
        return (await process.WaitForExitAsync(), process.Errors);
    }

    /// <summary>As a relying party: by the discovery document and the JWKS that it names.</summary>
    private static async Task AssertVerifiesAsync(SignetProcess server, string token, string algorithm)
    {
        using var client = server.CreateClient();
        var discovery = JsonNode.Parse(await client.GetStringAsync("/.well-known/openid-configuration", Cancellation))!;
        var keys = new JsonWebKeySet(await client.GetStringAsync((string)discovery["jwks_uri"]!, Cancellation));
        var verified = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = (string)discovery["issuer"]!,
            ValidateAudience = false,
            ValidAlgorithms = [algorithm],
            IssuerSigningKeys = keys.GetSigningKeys(),
        });
        Assert.True(verified.IsValid, verified.Exception?.Message);
    }
}
