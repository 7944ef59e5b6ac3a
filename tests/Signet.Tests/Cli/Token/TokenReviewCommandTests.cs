using System.Text.Json.Nodes;
using Signet.Tests.Cli.Api;

namespace Signet.Tests.Cli.Token;

/// <summary><c>signet token review</c>.</summary>
public sealed class TokenReviewCommandTests
{
    [Fact]
    public async Task Review_AcceptedToken_ShowsTheUser()
    {
        await using var stage = await CliStage.StartAsync();
        var token = await stage.IssueAsync("builder", """{"audiences":["vault"]}""");

        var run = (await stage.RunAsync("token", "review", token, "--audience", "vault", "--audience", "other")).Expect(0);

        var lines = run.Output.Split('\n');
        Assert.Equal("Accepted", lines[0]);
        Assert.Matches("^user +system:serviceaccount:default:builder$", lines[1]);
        Assert.Matches("^groups +system:serviceaccounts, system:serviceaccounts:default, system:authenticated$", lines[3]);
        Assert.Matches("^authentication.kubernetes.io/credential-id +JTI=", lines[4]);
        Assert.Matches("^audiences +vault$", lines[5]);
        Assert.DoesNotContain(token, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_RefusedToken_SaysWhyAndEndsWith4()
    {
        await using var stage = await CliStage.StartAsync();
        var token = await stage.IssueAsync("builder", """{"audiences":["vault"]}""");

        var run = (await stage.RunAsync("token", "review", token, "--audience", "aws")).Expect(4);

        Assert.Equal("Refused: [invalid bearer token, token audiences [\"vault\"] is invalid for the target audiences [\"aws\"]]\n", run.Output);
        Assert.Equal("", run.Errors);
        Assert.StartsWith("Refused: ", (await stage.RunAsync("token", "review", "none")).Expect(4).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_Json_IsTheTokenReview()
    {
        await using var stage = await CliStage.StartAsync();
        var token = await stage.IssueAsync("builder");

        var accepted = JsonNode.Parse((await stage.RunAsync("token", "review", token, "-o", "json")).Expect(0).Output)!;
        var refused = JsonNode.Parse((await stage.RunAsync("token", "review", "none", "-o", "json")).Expect(4).Output)!;

        Assert.Equal("TokenReview", (string)accepted["kind"]!);
        Assert.True((bool)accepted["status"]!["authenticated"]!);
        Assert.Equal("system:serviceaccount:default:builder", (string)accepted["status"]!["user"]!["username"]!);
        Assert.Equal("""{"user":{},"error":"invalid bearer token"}""", refused["status"]!.ToJsonString());
    }

    [Fact]
    public async Task Review_NoServer_IsAFailureAndNoRefusal()
    {
        await using var stage = await CliStage.StartAsync();
        await stage.EndAsync();

        (await stage.RunAsync("token", "review", "none")).ExpectFault(1, "cannot be reached");
    }
}
