using System.Net;
using Signet.Server.Endpoints.Objects;

namespace Signet.Tests.Serving;

/// <summary>Requests whose work would be out of proportion to their size are refused, or cost little.</summary>
public sealed class WorkLimitTests(RunningServer running)
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";

    [Theory]
    [InlineData("labelSelector", "!l@")]
    [InlineData("fieldSelector", "metadata.name!=n@")]
    public async Task Selector_ManyRequirements_AreRefused(string parameter, string requirement)
    {
        string Of(int count) => Uri.EscapeDataString(
            string.Join(',', Enumerable.Range(0, count).Select(i => requirement.Replace("@", $"{i}", StringComparison.Ordinal))));

        var refused = await running.Admin.GetAsync($"{Accounts}?{parameter}={Of(ListOptions.MaxRequirements + 1)}");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Code);
        Assert.Equal("a selector has more than 100 requirements", (string?)refused.Json["message"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await running.Admin.GetAsync($"{Accounts}?watch=1&{parameter}={Of(ListOptions.MaxRequirements + 1)}")).Code);
        Assert.Equal(HttpStatusCode.OK, (await running.Admin.GetAsync($"{Accounts}?{parameter}={Of(ListOptions.MaxRequirements)}")).Code);
    }

    [Fact]
    public async Task Selector_OneRequirementWithManyValues_SelectsTheirObjects()
    {
        await running.Admin.CreateAsync(Accounts, """{"metadata":{"name":"work-limit","labels":{"limit":"v777"} } }""");
        string Of(string @operator, int from) => Uri.EscapeDataString($"limit,limit {@operator} ({string.Join(',', Enumerable.Range(from, 2_000).Select(i => $"v{i}"))})");

        foreach (var (selector, isSelected) in new[] { (Of("in", 0), true), (Of("in", 778), false), (Of("notin", 0), false), (Of("notin", 778), true) })
        {
            var list = await running.Admin.GetAsync($"{Accounts}?labelSelector={selector}");
            Assert.Equal(isSelected, list.Json["items"]!.AsArray().Any(item => (string?)item!["metadata"]!["name"] == "work-limit"));
        }
    }

    [Fact]
    public async Task Patch_MovesALongListAgainAndAgain_Is413()
    {
        await running.Admin.CreateAsync(Accounts, """{"metadata":{"name":"work-patch"}}""");
        var list = $$"""{"op":"add","path":"/x","value":[{{string.Join(',', Enumerable.Repeat("1", 30_000))}}]}""";
        var patch = $"[{list},{string.Join(',', Enumerable.Repeat("""{"op":"add","path":"/x/0","value":1}""", 9_000))}]";

        var refused = await running.Admin.PatchAsync($"{Accounts}/work-patch", patch, "application/json-patch+json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.Code);
        Assert.Equal("RequestEntityTooLarge", (string?)refused.Json["reason"]);
    }
}
