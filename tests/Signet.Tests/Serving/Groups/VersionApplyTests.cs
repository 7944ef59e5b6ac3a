using System.Net;
using System.Text.Json.Nodes;
using static Signet.Tests.Serving.Groups.TestKindFixture;

namespace Signet.Tests.Serving.Groups;

/// <summary>Field managers that write a kind in different versions.</summary>
public sealed class VersionApplyTests(TestKindFixture server) : IClassFixture<TestKindFixture>
{
    [Fact]
    public async Task Apply_InTheOtherVersion_OwnsTheFieldsOfThatVersion()
    {
        await ApplyBetaAsync("a-owner", "one", """{"size":2,"title":"T"}""");

        var owner = OwnersOf(await server.GetAsync(Stable + "/a-owner"))["one"];

        Assert.Equal("example.test/v1beta1", (string?)owner["apiVersion"]);
        Assert.Equal("""{"f:spec":{"f:size":{},"f:title":{}}}""", owner["fieldsV1"]!.ToJsonString());
    }

    [Fact]
    public async Task Apply_OfAFieldThatAnotherVersionsApplierOwns_Conflicts()
    {
        await ApplyBetaAsync("a-conflict", "one", """{"size":2,"title":"T"}""");

        var refused = await ApplyAsync(Stable, "v1", "a-conflict", "two", """{"replicas":2,"display":{"title":"U"}}""");
        var forced = await ApplyAsync(Stable, "v1", "a-conflict", "two", """{"replicas":2,"display":{"title":"U"}}""", force: true);

        Assert.Equal(HttpStatusCode.Conflict, refused.Code);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .spec.title", (string?)refused.Json["message"]);
        Assert.Equal(HttpStatusCode.OK, forced.Code);
        var owners = OwnersOf(await server.GetAsync(Beta + "/a-conflict"));
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", owners["one"]["fieldsV1"]!.ToJsonString());
        Assert.Equal("""{"f:spec":{"f:display":{"f:title":{}},"f:replicas":{}}}""", owners["two"]["fieldsV1"]!.ToJsonString());
    }

    [Fact]
    public async Task Apply_InANewVersionWithoutAField_RemovesIt()
    {
        await ApplyBetaAsync("a-prune", "one", """{"size":2,"title":"T","subtitle":"S"}""");

        var applied = await ApplyAsync(Stable, "v1", "a-prune", "one", """{"replicas":2,"display":{"title":"T"}}""");

        Assert.Equal(HttpStatusCode.OK, applied.Code);
        Assert.Equal("""{"replicas":2,"display":{"title":"T"}}""", applied.Json["spec"]!.ToJsonString());
        var owner = Assert.Single(OwnersOf(applied.Json)).Value;
        Assert.Equal("example.test/v1", (string?)owner["apiVersion"]);
    }

    [Fact]
    public async Task Apply_WithoutAFieldThatAnotherVersionsApplierOwns_KeepsIt()
    {
        await ApplyBetaAsync("a-shared", "one", """{"size":2,"title":"T"}""");
        Assert.Equal(HttpStatusCode.OK, (await ApplyAsync(Stable, "v1", "a-shared", "two", """{"replicas":2,"display":{"title":"T"}}""")).Code);

        var applied = await ApplyBetaAsync("a-shared", "one", """{"size":2}""");

        Assert.Equal("""{"size":2,"title":"T"}""", applied["spec"]!.ToJsonString());
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", OwnersOf(applied)["one"]["fieldsV1"]!.ToJsonString());
    }

    [Fact]
    public async Task Update_InTheOtherVersion_TakesTheFieldsThatItChanges()
    {
        await ApplyBetaAsync("a-update", "one", """{"size":2,"title":"T"}""");

        var patched = await server.Admin.PatchAsync(Stable + "/a-update?fieldManager=two", """{"spec":{"replicas":3}}""", "application/merge-patch+json");

        var owners = OwnersOf(patched.Json);
        Assert.Equal("""{"f:spec":{"f:title":{}}}""", owners["one"]["fieldsV1"]!.ToJsonString());
        Assert.Equal("example.test/v1beta1", (string?)owners["one"]["apiVersion"]);
        Assert.Equal("""{"f:spec":{"f:replicas":{}}}""", owners["two"]["fieldsV1"]!.ToJsonString());
        Assert.Equal("example.test/v1", (string?)owners["two"]["apiVersion"]);
    }

    [Fact]
    public async Task Apply_OfTheVersionOfAnotherPath_IsRefused()
    {
        var refused = await ApplyAsync(Stable, "v1beta1", "a-path", "one", """{"size":2}""");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Code);
        Assert.Contains("example.test/v1beta1, Kind=Widget", (string?)refused.Json["message"], StringComparison.Ordinal);
    }

    private static Dictionary<string, JsonObject> OwnersOf(JsonObject item) =>
        item["metadata"]!["managedFields"]!.AsArray().ToDictionary(entry => (string)entry!["manager"]!, entry => entry!.AsObject());

    private async Task<JsonObject> ApplyBetaAsync(string name, string manager, string spec)
    {
        var applied = await ApplyAsync(Beta, "v1beta1", name, manager, spec);
        Assert.True(applied.Code is HttpStatusCode.Created or HttpStatusCode.OK, applied.Body);
        return applied.Json;
    }

    private Task<Signet.Testing.ApiAnswer> ApplyAsync(
        string path, string version, string name, string manager, string spec, bool force = false) => server.Admin.PatchAsync(
        $"{path}/{name}?fieldManager={manager}{(force ? "&force=true" : "")}",
        $$"""{"apiVersion":"example.test/{{version}}","kind":"Widget","metadata":{"name":"{{name}}"},"spec":{{spec}}}""",
        "application/apply-patch+yaml");
}
