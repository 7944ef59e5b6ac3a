using System.Net;
using Signet.Server.Endpoints.Collections;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Collections that clients read and that are always empty.</summary>
public sealed class EmptyCollectionTests(RunningServer running)
{
    public static TheoryData<string, bool> All => [.. EmptyCollection.All.Select(
        collection => new TheoryDataRow<string, bool>($"{Root(collection.Group)}/|{collection.Plural}", collection.IsNamespaced))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Verbs_OfEveryCollection_AnswerAsForACollectionWithoutObjects(string place, bool isNamespaced)
    {
        var parts = place.Split('|');
        var plural = parts[1];
        var collection = $"{parts[0]}{(isNamespaced ? "namespaces/default/" : "")}{plural}";

        var list = await running.Admin.GetAsync(collection);
        Assert.Equal((HttpStatusCode.OK, 0), (list.Code, list.Json["items"]!.AsArray().Count));
        Assert.NotEqual("", (string?)list.Json["metadata"]!["resourceVersion"]);
        Assert.Equal(HttpStatusCode.OK, (await running.Admin.GetAsync(parts[0] + plural)).Code);
        Assert.Equal(HttpStatusCode.OK, (await running.Admin.DeleteAsync(collection)).Code);
        var created = await running.Admin.PostAsync(collection, """{"metadata":{"name":"x"}}""");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "MethodNotAllowed"), (created.Code, (string?)created.Json["reason"]));
        Assert.Contains($"{plural}", (string?)created.Json["message"], StringComparison.Ordinal);
        Assert.Contains("the collection is always empty", (string?)created.Json["message"], StringComparison.Ordinal);
        foreach (var answer in (ApiAnswer[])
        [
            await running.Admin.GetAsync($"{collection}/x"),
            await running.Admin.DeleteAsync($"{collection}/x"),
            await running.Admin.PutAsync($"{collection}/x", "{}"),
            await running.Admin.PatchAsync($"{collection}/x", "{}", "application/merge-patch+json"),
        ])
        {
            Assert.Equal((HttpStatusCode.NotFound, "NotFound"), (answer.Code, (string?)answer.Json["reason"]));
            Assert.Contains($"\"x\" not found", (string?)answer.Json["message"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Watch_WithInitialEvents_SendsTheBookmarkThatReflectorsWaitFor(string place, bool isNamespaced)
    {
        Assert.True(isNamespaced || place.Length > 0);
        var answer = await running.Admin.GetAsync(
            place.Replace("|", "", StringComparison.Ordinal) +
            "?watch=1&timeoutSeconds=-1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");

        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal("BOOKMARK", (string?)answer.Json["type"]);
        Assert.Equal("true", (string?)answer.Json["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
    }

    [Theory]
    [InlineData("/apis/apps")]
    [InlineData("/apis/apps/v1")]
    [InlineData("/apis/apiextensions.k8s.io/v1/frobs")]
    [InlineData("/apis/apps/v2/deployments")]
    public async Task Group_WithoutDiscovery_IsNotFound(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await running.Admin.GetAsync(path)).Code);

    [Fact]
    public async Task Discovery_ResourcesThatNoClientLooksUp_AreNotListed()
    {
        var groups = await running.Admin.GetAsync("/apis");
        var core = await running.Admin.GetAsync("/api/v1");

        Assert.DoesNotContain("apiextensions", groups.Body, StringComparison.Ordinal);
        Assert.Contains("\"services\"", core.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("limitranges", core.Body, StringComparison.Ordinal);
    }

    private static string Root(string group) => group.Length == 0 ? "/api/v1" : $"/apis/{group}/v1";
}
