using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Lists, watches and deletions of collections over HTTPS.</summary>
public sealed class CollectionTests(RunningServer running)
{
    [Theory]
    [InlineData("limit=abc", 400, "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("limit=99999999999999999999", 400, "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [InlineData("resourceVersion=abc", 400, "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("continue=x", 400, "invalid continue token: continue key is not valid: it is not text in base64")]
    [InlineData("resourceVersion=1&resourceVersionMatch=NotOlderThan&continue=x", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    [InlineData("resourceVersionMatch=Exact", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("watch=1&resourceVersion=abc", 500, "resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("watch=1&continue=x", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    [InlineData("watch=1&timeoutSeconds=", 400, "strconv.ParseInt: parsing \"\": invalid syntax")]
    public async Task Read_BadParameter_NamesTheFault(string query, int code, string message)
    {
        var answer = await running.Admin.GetAsync($"/api/v1/namespaces/default/secrets?{query}");

        Assert.Equal((code, message), ((int)answer.Code, (string?)answer.Json["message"]));
    }

    [Theory]
    [InlineData("/api/v1/watch/namespaces/default/secrets/a?fieldSelector=metadata.name%3Db", 400)]
    [InlineData("/api/v1/watch/namespaces/default/secrets?resourceVersion=1&timeoutSeconds=1", 200)]
    [InlineData("/api/v1/namespaces/default/secrets?watch=1&timeoutSeconds=-1", 200)]
    public async Task Watch_ByItsPath_Answers(string path, int code) => Assert.Equal(code, (int)(await running.Admin.GetAsync(path)).Code);

    [Fact]
    public async Task Watch_OldPathWithAnotherMethod_IsNotAllowed()
    {
        var answer = await running.Admin.DeleteAsync("/api/v1/watch/namespaces/default/secrets/a");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Code);
    }

    [Fact]
    public async Task DeleteCollection_WithSelectorAndFinalizer_KeepsHeldAndUnselectedObjects()
    {
        const string Path = "/api/v1/namespaces/default/secrets";
        await running.Admin.CreateAsync(Path, """{"metadata":{"name":"dc-a","labels":{"dc":"x"}}}""");
        await running.Admin.CreateAsync(Path, """{"metadata":{"name":"dc-b","labels":{"dc":"x"},"finalizers":["example.test/held"]}}""");
        await running.Admin.CreateAsync(Path, """{"metadata":{"name":"dc-c","labels":{"dc":"y"}}}""");

        var deleted = await running.Admin.DeleteAsync(Path + "?labelSelector=dc%3Dx");

        Assert.Equal(["dc-a", "dc-b"], Names(deleted.Json));
        var left = (await running.Admin.GetAsync(Path + "?labelSelector=dc")).Json;
        Assert.Equal(["dc-b", "dc-c"], Names(left));
        Assert.NotNull(left["items"]![0]!["metadata"]!["deletionTimestamp"]);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await running.Admin.DeleteAsync("/api/v1/namespaces")).Code);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await running.Admin.DeleteAsync("/api/v1/secrets")).Code);
    }

    [Fact]
    public async Task Watch_BesideAClientThatDoesNotRead_ReceivesEverything()
    {
        const int Events = 60;
        const string Path = "/api/v1/namespaces/default/secrets";
        var start = (string)(await running.Admin.GetAsync(Path)).Json["metadata"]!["resourceVersion"]!;
        var query = $"{Path}?watch=1&resourceVersion={start}&labelSelector=slow";
        using var stalled = await running.Admin.Http.GetAsync(query, HttpCompletionOption.ResponseHeadersRead);
        using var reading = await running.Admin.Http.GetAsync(query, HttpCompletionOption.ResponseHeadersRead);
        var told = ReadNamesAsync(reading, Events);
        var large = Convert.ToBase64String(new byte[60_000]);
        for (var i = 0; i < Events; i++)
        {
            var secret = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = $"slow-{i}", ["labels"] = new JsonObject { ["slow"] = "1" } },
                ["data"] = new JsonObject { ["k"] = large },
            };
            await running.Admin.CreateAsync(Path, secret.ToJsonString());
        }

        Assert.Equal(Enumerable.Range(0, Events).Select(i => $"slow-{i}"), await told.WaitAsync(Patience.Limit));
        Assert.Equal(HttpStatusCode.OK, (await running.Admin.DeleteAsync(Path + "?labelSelector=slow")).Code);
    }

    /// <summary>The names in this many events, read at once: a watch whose client does not read is disconnected.</summary>
    private static async Task<IReadOnlyList<string?>> ReadNamesAsync(HttpResponseMessage watch, int events)
    {
        using var lines = new StreamReader(await watch.Content.ReadAsStreamAsync());
        var names = new List<string?>();
        while (names.Count < events && await lines.ReadLineAsync() is { } line)
        {
            names.Add((string?)JsonNode.Parse(line)!["object"]!["metadata"]!["name"]);
        }

        return names;
    }

    private static IEnumerable<string?> Names(JsonObject list) => ((JsonArray)list["items"]!).Select(item => (string?)item!["metadata"]!["name"]);
}
