using System.Net;
using System.Text.Json.Nodes;
using static Signet.Tests.Serving.Groups.TestKindFixture;

namespace Signet.Tests.Serving.Groups;

/// <summary>A kind with two versions, read and written in both.</summary>
public sealed class VersionTests(TestKindFixture server) : IClassFixture<TestKindFixture>
{
    private const string Merge = "application/merge-patch+json";

    [Fact]
    public async Task Create_InTheOtherVersion_IsReadInBoth()
    {
        var created = await server.CreateBetaAsync("w-create", """{"size":3,"title":"T"}""");

        Assert.Equal("example.test/v1beta1", (string?)created["apiVersion"]);
        Assert.Equal("""{"size":3,"title":"T"}""", created["spec"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(created, await server.GetAsync(Beta + "/w-create")));
        var stable = await server.GetAsync(Stable + "/w-create");
        Assert.Equal("example.test/v1", (string?)stable["apiVersion"]);
        Assert.Equal("""{"replicas":3,"display":{"title":"T"}}""", stable["spec"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(created["metadata"], stable["metadata"]));
    }

    [Fact]
    public async Task Create_InTheOtherVersion_GetsTheDefaultsOfTheStoredOne()
    {
        var created = await server.CreateBetaAsync("w-defaults", """{"title":"T"}""");

        Assert.Equal(1, (int?)created["spec"]!["size"]);
        Assert.Equal(1, (int?)(await server.GetAsync(Stable + "/w-defaults"))["spec"]!["replicas"]);
    }

    [Theory]
    [InlineData(Stable, "v1", "replicas")]
    [InlineData(Beta, "v1beta1", "size")]
    public async Task Create_Invalid_IsRefusedByTheSameRules(string path, string version, string field)
    {
        var refused = await server.Admin.PostAsync(
            path, $$$"""{"apiVersion":"example.test/{{{version}}}","kind":"Widget","metadata":{"name":"w-invalid"},"spec":{"{{{field}}}":-1}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Code);
        Assert.Equal(
            "Widget.example.test \"w-invalid\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0", (string?)refused.Json["message"]);
    }

    [Theory]
    [InlineData(Stable, "v1", "replicas")]
    [InlineData(Beta, "v1beta1", "size")]
    public async Task Create_WithAWarning_Warns(string path, string version, string field)
    {
        var created = await server.Admin.PostAsync(
            path + "?dryRun=All", $$$"""{"apiVersion":"example.test/{{{version}}}","kind":"Widget","metadata":{"name":"w-warning"},"spec":{"{{{field}}}":101}}""");

        Assert.Equal(HttpStatusCode.Created, created.Code);
        Assert.Contains("spec.replicas: more than 100 are slow", string.Concat(created.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_OfTheVersionOfAnotherPath_IsRefused()
    {
        const string Sent = """{"apiVersion":"example.test/v1beta1","kind":"Widget","metadata":{"name":"w-other"},"spec":{"size":1}}""";

        var refused = await server.Admin.PostAsync(Stable + "?fieldValidation=Strict", Sent);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Code);
        Assert.Equal(
            "the API version in the data (example.test/v1beta1) does not match the expected API version (example.test/v1)", (string?)refused.Json["message"]);
    }

    [Theory]
    [InlineData(Stable, "v1", "spec.size")]
    [InlineData(Beta, "v1beta1", "spec.replicas")]
    public async Task Create_FieldOfTheOtherVersion_IsUnknown(string path, string version, string field)
    {
        var refused = await server.Admin.PostAsync(
            path + "?fieldValidation=Strict",
            $$$"""{"apiVersion":"example.test/{{{version}}}","kind":"Widget","metadata":{"name":"w-strict"},"spec":{"{{{field["spec.".Length..]}}}":1}}""");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Code);
        Assert.Contains($"strict decoding error: unknown field \"{field}\"", (string?)refused.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_InEachVersion_KeepsWhatTheOtherWrote()
    {
        await server.CreateBetaAsync("w-update", """{"size":1,"title":"T"}""");
        var stable = await server.GetAsync(Stable + "/w-update");
        stable["spec"]!["replicas"] = 2;
        stable["spec"]!["display"]!["subtitle"] = "S";

        var updated = await server.Admin.PutAsync(Stable + "/w-update", stable.ToJsonString());

        Assert.Equal(HttpStatusCode.OK, updated.Code);
        var beta = await server.GetAsync(Beta + "/w-update");
        Assert.Equal("""{"size":2,"title":"T","subtitle":"S"}""", beta["spec"]!.ToJsonString());
        Assert.Equal((string?)updated.Json["metadata"]!["resourceVersion"], (string?)beta["metadata"]!["resourceVersion"]);
        beta["spec"]!["title"] = "U";
        Assert.Equal(HttpStatusCode.OK, (await server.Admin.PutAsync(Beta + "/w-update", beta.ToJsonString())).Code);
        Assert.Equal("""{"replicas":2,"display":{"title":"U","subtitle":"S"}}""", (await server.GetAsync(Stable + "/w-update"))["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Update_OfAnObjectChangedInAnotherVersion_Conflicts()
    {
        var beta = await server.CreateBetaAsync("w-conflict", """{"size":1}""");
        await server.Admin.PatchAsync(Stable + "/w-conflict", """{"spec":{"replicas":2}}""", Merge);
        beta["spec"]!["size"] = 3;

        Assert.Equal(HttpStatusCode.Conflict, (await server.Admin.PutAsync(Beta + "/w-conflict", beta.ToJsonString())).Code);
    }

    [Fact]
    public async Task Status_InTheOtherVersion_ChangesNothingElse()
    {
        await server.CreateStableAsync("w-status", """{"replicas":1}""");

        var patched = await server.Admin.PatchAsync(Beta + "/w-status/status", """{"spec":{"size":9},"status":{"ready":1}}""", Merge);

        Assert.Equal(HttpStatusCode.OK, patched.Code);
        Assert.Equal(1, (int?)patched.Json["spec"]!["size"]);
        Assert.Equal(1, (int?)(await server.GetAsync(Stable + "/w-status"))["status"]!["ready"]);
    }

    [Fact]
    public async Task Patch_InEachVersion_UsesThatVersionsFields()
    {
        await server.CreateStableAsync("w-patch", """{"replicas":1,"display":{"title":"T"},"tags":["a"]}""");

        await server.Admin.PatchAsync(Beta + "/w-patch", """{"spec":{"title":"U"}}""", Merge);
        var patched = await server.Admin.PatchAsync(
            Stable + "/w-patch", """[{"op":"test","path":"/spec/display/title","value":"U"},{"op":"add","path":"/spec/tags/-","value":"b"}]""", "application/json-patch+json");

        Assert.Equal(HttpStatusCode.OK, patched.Code);
        Assert.Equal("""{"size":1,"title":"U","tags":["a","b"]}""", (await server.GetAsync(Beta + "/w-patch"))["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Patch_ToAnotherVersion_IsConverted()
    {
        await server.CreateStableAsync("w-goes-over", """{"replicas":1,"display":{"title":"T"}}""");

        var patched = await server.Admin.PatchAsync(
            Stable + "/w-goes-over",
            """[{"op":"replace","path":"/apiVersion","value":"example.test/v1beta1"},{"op":"replace","path":"/spec","value":{"size":5,"title":"B"}}]""",
            "application/json-patch+json");

        Assert.Equal(HttpStatusCode.OK, patched.Code);
        Assert.Equal("example.test/v1", (string?)patched.Json["apiVersion"]);
        Assert.Equal("""{"replicas":5,"display":{"title":"B"}}""", patched.Json["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Delete_InTheOtherVersion_AnswersThatVersionAndEndsBoth()
    {
        await server.CreateStableAsync("w-delete", """{"replicas":4}""");

        var deleted = await server.Admin.DeleteAsync(Beta + "/w-delete");

        Assert.Equal(4, (int?)deleted.Json["spec"]!["size"]);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Admin.GetAsync(Stable + "/w-delete")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Admin.GetAsync(Beta + "/w-delete")).Code);
    }

    [Fact]
    public async Task List_InEachVersion_SelectsByTheSameFields()
    {
        await server.CreateStableAsync("w-list-1", """{"display":{"title":"listed"}}""");
        await server.CreateBetaAsync("w-list-2", """{"title":"unlisted"}""");

        foreach (var (path, version) in new[] { (Stable, "v1"), (Beta, "v1beta1") })
        {
            var list = await server.GetAsync(path + "?fieldSelector=spec.display.title%3Dlisted");

            Assert.Equal("WidgetList", (string?)list["kind"]);
            Assert.Equal($"example.test/{version}", (string?)list["apiVersion"]);
            Assert.Equal("w-list-1", (string?)Assert.Single(list["items"]!.AsArray())!["metadata"]!["name"]);
        }
    }

    [Fact]
    public async Task Watch_InEachVersion_SendsWritesInTheOther()
    {
        using var stable = await RunningWatch.BeginAsync(server.Admin.Http, Stable + "?watch=true&fieldSelector=metadata.name%3Dw-watch");
        using var beta = await RunningWatch.BeginAsync(server.Admin.Http, Beta + "?watch=true&fieldSelector=metadata.name%3Dw-watch&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        await beta.UntilSaysAsync("""{"type":"BOOKMARK","object":{"kind":"Widget","apiVersion":"example.test/v1beta1",""");

        await server.CreateStableAsync("w-watch", """{"replicas":6}""");
        await server.Admin.PatchAsync(Beta + "/w-watch", """{"spec":{"size":7}}""", Merge);
        await server.Admin.DeleteAsync(Stable + "/w-watch");

        await stable.UntilSaysAsync("\"DELETED\"");
        await beta.UntilSaysAsync("\"DELETED\"");
        Assert.Equal(["ADDED 6", "MODIFIED 7", "DELETED 7"], Events(stable, "example.test/v1", "replicas"));
        Assert.Equal(["ADDED 6", "MODIFIED 7", "DELETED 7"], Events(beta, "example.test/v1beta1", "size"));
    }

    private static IEnumerable<string> Events(RunningWatch watch, string apiVersion, string field)
    {
        var lines = watch.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);
        foreach (var line in lines.Where(line => (string?)line["type"] != "BOOKMARK"))
        {
            Assert.Equal(apiVersion, (string?)line["object"]!["apiVersion"]);
            yield return $"{line["type"]} {line["object"]!["spec"]![field]}";
        }
    }
}
