using System.Text.Json.Nodes;
using Signet.Tests.Cli.Api;

namespace Signet.Tests.Cli.Token;

/// <summary><c>signet token create</c>.</summary>
public sealed class TokenCreateCommandTests : IAsyncLifetime
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private CliStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await CliStage.StartAsync("--service-account-max-token-expiration", "2h");
        await _stage.Admin.CreateAsync(Accounts, """{"metadata":{"name":"builder"}}""");
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Create_Account_PrintsTheTokenAlone()
    {
        var run = (await _stage.RunAsync("token", "create", "builder")).Expect(0);

        Assert.Equal("", run.Errors);
        Assert.Single(run.Output.TrimEnd('\n').Split('\n'));
        Assert.True(await _stage.Admin.IsAcceptedAsync(run.Output.TrimEnd('\n')));
    }

    [Fact]
    public async Task Create_AudiencesAndDuration_AreInTheToken()
    {
        var token = (await _stage.RunAsync("token", "create", "builder", "--audience", "vault", "--audience", "aws", "--duration", "30m")).Expect(0).Output.Trim();

        var claims = JsonNode.Parse((await _stage.RunAsync("token", "inspect", token, "-o", "json")).Expect(0).Output)!["claims"]!;
        Assert.Equal("""["vault","aws"]""", claims["aud"]!.ToJsonString());
        Assert.Equal(1800, (long)claims["exp"]! - (long)claims["iat"]!);
    }

    [Fact]
    public async Task Create_Json_IsTheTokenRequest()
    {
        var json = JsonNode.Parse((await _stage.RunAsync("token", "create", "builder", "--audience", "vault", "-o", "json")).Expect(0).Output)!.AsObject();

        var token = (string)json["status"]!["token"]!;
        json["status"]!["token"] = "TOKEN";
        json["status"]!["expirationTimestamp"] = "TIME";
        json["metadata"] = null;
        var expected = JsonNode.Parse("""
            {
              "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "metadata": null,
              "spec": {"audiences": ["vault"], "expirationSeconds": 3600, "boundObjectRef": null}, "status": {"token": "TOKEN", "expirationTimestamp": "TIME"}
            }
            """);
        Assert.True(JsonNode.DeepEquals(expected, json), json.ToJsonString());
        (await _stage.RunAsync("token", "review", token, "--audience", "vault")).Expect(0);
        Assert.Contains("\nkind: TokenRequest\n", (await _stage.RunAsync("token", "create", "builder", "-o", "yaml")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Secret/build-42")]
    [InlineData("secret/build-42")]
    public async Task Create_BoundToASecret_EndsWithIt(string bound)
    {
        var secret = await _stage.Admin.CreateAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"build-42"}}""");

        var token = (await _stage.RunAsync("token", "create", "builder", "--bind", bound)).Expect(0).Output.Trim();

        var claims = JsonNode.Parse((await _stage.RunAsync("token", "inspect", token, "-o", "json")).Expect(0).Output)!["claims"]!;
        Assert.Equal((string)secret["metadata"]!["uid"]!, (string)claims["kubernetes.io"]!["secret"]!["uid"]!);
        await _stage.Admin.DeleteAsync("/api/v1/namespaces/default/secrets/build-42");
        Assert.StartsWith("Refused: ", (await _stage.RunAsync("token", "review", token)).Expect(4).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_MissingAccount_SaysHowToMakeIt() => (await _stage.RunAsync("token", "create", "deployer")).ExpectFault(
        1,
        "there is no service account \"deployer\" in the namespace \"default\" of " +
        $"https://127.0.0.1:{_stage.Server.Address.Port}; --create-account makes it, as does `kubectl create serviceaccount deployer -n default`");

    [Fact]
    public async Task Create_CreateAccount_MakesItOnce()
    {
        await _stage.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"team"}}""");

        var made = (await _stage.RunAsync("token", "create", "deployer", "-n", "team", "--create-account")).Expect(0);
        var again = (await _stage.RunAsync("token", "create", "deployer", "-n", "team", "--create-account")).Expect(0);

        Assert.Equal("Made the service account deployer in the namespace team.\n", made.Errors);
        Assert.Equal("", again.Errors);
        Assert.True(await _stage.Admin.IsAcceptedAsync(made.Output.Trim()));
    }

    [Theory]
    [InlineData("token create builder -n nowhere --create-account", 1, "there is no namespace \"nowhere\" at ")]
    [InlineData("token create builder --bind Secret/none", 1, "--bind: there is no Secret/none: secrets \"none\" not found; make it first")]
    [InlineData("token create builder --bind ConfigMap/x", 78, "--bind: \"ConfigMap/x\" is not allowed; it must be Pod/NAME, Secret/NAME or Node/NAME")]
    [InlineData("token create builder --bind Secret/", 78, "--bind: \"Secret/\" is not allowed")]
    [InlineData("token create builder --duration 3600", 78, "--duration: \"3600\" is not allowed; it must be a duration in whole seconds such as 30m, 1h or 24h")]
    [InlineData("token create builder --duration -1h", 78, "--duration: \"-1h\" is not allowed")]
    [InlineData("token create builder --duration 1h0.5s", 78, "--duration: \"1h0.5s\" is not allowed")]
    [InlineData("token create builder --duration 1m", 1, "spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes")]
    [InlineData("token create ..", 78, "ACCOUNT: \"..\" is not allowed as a name")]
    [InlineData("token create a/b", 78, "ACCOUNT: \"a/b\" is not allowed as a name")]
    [InlineData("token create builder -n ../..", 78, "--namespace: \"../..\" is not allowed as a name")]
    public async Task Create_Fault_IsOneLine(string line, int exitCode, string fault) => (await _stage.RunAsync(line.Split(' '))).ExpectFault(exitCode, fault);

    [Fact]
    public async Task Create_WarningOfTheServer_IsOnStandardError()
    {
        var run = (await _stage.RunAsync("token", "create", "builder", "--duration", "48h")).Expect(0);

        Assert.StartsWith("Warning: requested expiration of 172800 seconds shortened to ", run.Errors, StringComparison.Ordinal);
        Assert.True(await _stage.Admin.IsAcceptedAsync(run.Output.Trim()));
    }
}
