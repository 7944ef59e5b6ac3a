using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Over real HTTPS: tokens end with their bound objects, namespaces are deleted, writers do not overwrite each other, pages are consistent.</summary>
public sealed class LifeTests(RunningServer running)
{
    private const int Rivals = 12;

    public static TheoryData<string, string> BoundKinds => new()
    {
        { "Secret", "secrets" },
        { "Pod", "pods" },
        { "Node", "nodes" },
    };

    [Theory]
    [MemberData(nameof(BoundKinds))]
    public async Task Review_BoundObjectDeleted_TheNextReviewRefuses(string kind, string plural)
    {
        var ns = await CreateNamespaceAsync();
        var name = $"bound-{ns}";
        await running.Admin.CreateAsync($"/api/v1/namespaces/{ns}/serviceaccounts", """{"metadata":{"name":"x"}}""");
        var collection = kind == "Node" ? "/api/v1/nodes" : $"/api/v1/namespaces/{ns}/{plural}";
        await running.Admin.CreateAsync(collection, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = kind == "Pod"
                ? JsonNode.Parse("""{"serviceAccountName":"x","containers":[{"name":"c","image":"i"}]}""")
                : null,
        }.ToJsonString());
        var token = await running.Admin.IssueAsync("x", $$$"""{"boundObjectRef":{"kind":"{{{kind}}}","apiVersion":"v1","name":"{{{name}}}"}}""", ns);
        Assert.True((bool?)(await running.Admin.ReviewAsync(token))["authenticated"]);
        Assert.True((bool?)(await running.Admin.ReviewAsync(token))["authenticated"]);

        var deleted = await running.Admin.DeleteAsync($"{collection}/{name}");
        var review = await running.Admin.ReviewAsync(token);

        Assert.Equal(HttpStatusCode.OK, deleted.Code);
        Assert.Null(review["authenticated"]);
        Assert.Equal("[invalid bearer token, service account token has been invalidated]", (string?)review["error"]);
    }

    [Fact]
    public async Task Review_AccountDeleted_TheNextReviewRefuses()
    {
        var ns = await CreateNamespaceAsync();
        await running.Admin.CreateAsync($"/api/v1/namespaces/{ns}/serviceaccounts", """{"metadata":{"name":"x"}}""");
        var token = await running.Admin.IssueAsync("x", ns: ns);
        Assert.True((bool?)(await running.Admin.ReviewAsync(token))["authenticated"]);

        await running.Admin.DeleteAsync($"/api/v1/namespaces/{ns}/serviceaccounts/x");

        Assert.Equal("[invalid bearer token, serviceaccounts \"x\" not found]", (string?)(await running.Admin.ReviewAsync(token))["error"]);
    }

    [Fact]
    public async Task Replace_ManyFromOneRevision_ExactlyOneWinsEachRound()
    {
        var ns = await CreateNamespaceAsync();
        var path = $"/api/v1/namespaces/{ns}/secrets/prize";
        await running.Admin.CreateAsync($"/api/v1/namespaces/{ns}/secrets", """{"metadata":{"name":"prize"}}""");
        for (var round = 0; round < 5; round++)
        {
            var current = (await running.Admin.GetAsync(path)).Json;
            var answers = await Task.WhenAll(Enumerable.Range(0, Rivals).Select(rival =>
            {
                var mine = (JsonObject)current.DeepClone();
                mine["stringData"] = new JsonObject { ["winner"] = $"{round}-{rival}" };
                return running.Admin.PutAsync(path, mine.ToJsonString());
            }));

            var won = Assert.Single(answers, answer => answer.Code == HttpStatusCode.OK);
            Assert.Equal(Rivals - 1, answers.Count(answer => answer.Code == HttpStatusCode.Conflict));
            Assert.Equal((string?)won.Json["data"]!["winner"], (string?)(await running.Admin.GetAsync(path)).Json["data"]!["winner"]);
        }
    }

    [Fact]
    public async Task Create_ManyOfOneName_ExactlyOneIsCreated()
    {
        var ns = await CreateNamespaceAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, Rivals).Select(_ =>
            running.Admin.PostAsync($"/api/v1/namespaces/{ns}/secrets", """{"metadata":{"name":"prize"}}""")));

        Assert.Single(answers, answer => answer.Code == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer.Code != HttpStatusCode.Created), answer => Assert.Equal("AlreadyExists", (string?)answer.Json["reason"]));
    }

    [Fact]
    public async Task List_InPagesWhileOthersWrite_StaysOnOneSnapshot()
    {
        var ns = await CreateNamespaceAsync();
        var secrets = $"/api/v1/namespaces/{ns}/secrets";
        foreach (var name in (string[])["a", "c", "e", "g"])
        {
            await running.Admin.CreateAsync(secrets, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        }

        var first = (await running.Admin.GetAsync($"{secrets}?limit=2")).Json;
        await running.Admin.CreateAsync(secrets, """{"metadata":{"name":"d"}}""");
        await running.Admin.DeleteAsync($"{secrets}/e");
        var next = Uri.EscapeDataString((string)first["metadata"]!["continue"]!);
        var second = (await running.Admin.GetAsync($"{secrets}?limit=2&continue={next}")).Json;

        Assert.Equal(["a", "c"], NamesOf(first));
        Assert.Equal(2, (int?)first["metadata"]!["remainingItemCount"]);
        Assert.Equal(["e", "g"], NamesOf(second));
        Assert.Null(second["metadata"]!["continue"]);
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
        Assert.Equal(["a", "c", "d", "g"], NamesOf((await running.Admin.GetAsync(secrets)).Json));
    }

    [Fact]
    public async Task DeleteNamespace_WithContent_DeletesContentAndNamespace()
    {
        var ns = await CreateNamespaceAsync();
        await running.Admin.CreateAsync($"/api/v1/namespaces/{ns}/secrets", """{"metadata":{"name":"s"}}""");
        await running.Admin.CreateAsync($"/api/v1/namespaces/{ns}/serviceaccounts", """{"metadata":{"name":"x"}}""");
        var token = await running.Admin.IssueAsync("x", ns: ns);
        using var patience = new CancellationTokenSource(Patience.Limit);
        using var http = running.Server.CreateClient(asAdministrator: true);
        var from = (string)(await running.Admin.GetAsync($"/api/v1/namespaces/{ns}")).Json["metadata"]!["resourceVersion"]!;
        await using var events = await http.GetStreamAsync(
            $"/api/v1/namespaces?watch=true&fieldSelector=metadata.name%3D{ns}&resourceVersion={from}", patience.Token);
        using var lines = new StreamReader(events);

        Assert.Equal(HttpStatusCode.OK, (await running.Admin.DeleteAsync($"/api/v1/namespaces/{ns}")).Code);
        var late = await running.Admin.PostAsync($"/api/v1/namespaces/{ns}/secrets", """{"metadata":{"name":"late"}}""");
        string? type;
        do
        {
            type = (string?)JsonNode.Parse((await lines.ReadLineAsync(patience.Token))!)!["type"];
        }
        while (type != "DELETED");

        Assert.True(late.Code is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{late.Code} {late.Body}");
        Assert.Equal(HttpStatusCode.NotFound, (await running.Admin.GetAsync($"/api/v1/namespaces/{ns}")).Code);
        Assert.Empty(NamesOf((await running.Admin.GetAsync($"/api/v1/namespaces/{ns}/secrets")).Json));
        Assert.Empty(NamesOf((await running.Admin.GetAsync($"/api/v1/namespaces/{ns}/serviceaccounts")).Json));
        Assert.Null((await running.Admin.ReviewAsync(token))["authenticated"]);
    }

    private static IEnumerable<string?> NamesOf(JsonObject list) => ((JsonArray)list["items"]!).Select(item => (string?)item!["metadata"]!["name"]);

    private async Task<string> CreateNamespaceAsync() =>
        (string)(await running.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"generateName":"life-"}}"""))["metadata"]!["name"]!;
}
