using System.Net;

namespace Signet.Tests.Serving;

/// <summary>PATCH over real HTTPS: the checks and their order, and concurrent patches.</summary>
public sealed class PatchTests(RunningServer server)
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";

    public static TheoryData<string, string, int, string> Refused => new()
    {
        { "application/json", "{}", 415, "415: Unsupported Media Type" },
        { "", "{}", 415, "415: Unsupported Media Type" },
        { Merge, "[]", 400, "error decoding patch: it is not an object" },
        { Merge, "null", 400, "error decoding patch: it is not an object" },
        { Strategic, "{", 400, "error decoding patch: it is not JSON (line 1, byte 1)" },
        { Json, """[{"op":"test","path":"/kind","value":"Pod"}]""", 422, "the server rejected our request due to an error in our request" },
        { Merge, """{"metadata":{"labels":"x"}}""", 422,
            " \"\" is invalid: patch: Invalid value: the patched object: ServiceAccount in version \"v1\" cannot be handled as a ServiceAccount: " +
            "metadata.labels: expected an object, not a string" },
        { Merge, """{"kind":"Secret"}""", 422,
            " \"\" is invalid: patch: Invalid value: the patched object: Secret in version \"v1\" cannot be handled as a ServiceAccount: " +
            "converting (v1.Secret) to (v1.ServiceAccount): unknown conversion" },
        { Merge, """{"metadata":{"name":null}}""", 400, "the name of the object (refused based on URL) was undeterminable: name must be provided" },
        { Merge, """{"metadata":{"namespace":"other"}}""", 400, "the namespace of the provided object does not match the namespace sent on the request" },
        { Merge, """{"metadata":{"deletionTimestamp":"2001-01-01T00:00:00Z"}}""", 422,
            "ServiceAccount \"refused\" is invalid: metadata.deletionTimestamp: Invalid value: \"2001-01-01T00:00:00Z\": field is immutable" },
        { Merge, """{"metadata":{"uid":"x"}}""", 422, "ServiceAccount \"refused\" is invalid: metadata.uid: Invalid value: \"x\": field is immutable" },
        { Merge, """{"metadata":{"resourceVersion":"1"}}""", 409,
            "Operation cannot be fulfilled on serviceaccounts \"refused\": the object has been modified; please apply your changes to the latest version and try again" },
        { Strategic, """{"secrets":[{"$patch":"frob"}]}""", 500, "unknown patch type: frob" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Patch_Invalid_IsRefusedAndChangesNothing(string type, string body, int code, string message)
    {
        await server.Admin.PostAsync(Accounts, """{"metadata":{"name":"refused"},"secrets":[{"name":"s"}]}""");
        var before = (await server.Admin.GetAsync(Accounts + "/refused")).Body;

        var answer = await server.Admin.PatchAsync(Accounts + "/refused", body, type);

        Assert.Equal((code, message), ((int)answer.Code, (string?)answer.Json["message"]));
        Assert.Equal(before, (await server.Admin.GetAsync(Accounts + "/refused")).Body);
    }

    [Fact]
    public async Task Patch_MissingObject_IsReportedBeforeTheBody() =>
        Assert.Equal(HttpStatusCode.NotFound, (await server.Admin.PatchAsync(Accounts + "/nobody", "{", Merge)).Code);

    [Fact]
    public async Task Patch_FieldValidation_WarnsRefusesOrIsSilent()
    {
        await server.Admin.CreateAsync(Accounts, """{"metadata":{"name":"fields"}}""");
        const string Body = """{"frob":1,"metadata":{"labels":{"a":"1"},"labels":{"a":"2"}}}""";

        var strict = await server.Admin.PatchAsync(Accounts + "/fields?fieldValidation=Strict", Body, Merge);
        var warned = await server.Admin.PatchAsync(Accounts + "/fields", Body, Merge);
        var silent = await server.Admin.PatchAsync(Accounts + "/fields?fieldValidation=Ignore", Body, Merge);

        Assert.EndsWith("strict decoding error: duplicate field \"metadata.labels\", unknown field \"frob\"", (string?)strict.Json["message"], StringComparison.Ordinal);
        Assert.Equal(["299 - \"duplicate field \\\"metadata.labels\\\"\"", "299 - \"unknown field \\\"frob\\\"\""], warned.Headers.GetValues("Warning"));
        Assert.Equal("2", (string?)warned.Json["metadata"]!["labels"]!["a"]);
        Assert.False(silent.Headers.Contains("Warning"));
    }

    [Fact]
    public async Task Patch_WrongOptions_AreNamed()
    {
        var answer = await server.Admin.PatchAsync(Accounts + "/default?force=true&dryRun=x", "{}", Merge);

        Assert.Equal(
            "PatchOptions.meta.k8s.io \"\" is invalid: [force: Forbidden: may not be specified for non-apply patch, " +
            "dryRun: Unsupported value: [\"x\"]: supported values: \"All\"]",
            (string?)answer.Json["message"]);
    }

    [Fact]
    public async Task Patch_DryRun_AnswersAndStoresNothing()
    {
        var made = await server.Admin.CreateAsync(Accounts, """{"metadata":{"name":"dry"}}""");

        var answer = await server.Admin.PatchAsync(Accounts + "/dry?dryRun=All", """{"metadata":{"labels":{"a":"b"}}}""", Strategic);

        Assert.Equal("b", (string?)answer.Json["metadata"]!["labels"]!["a"]);
        Assert.Equal(made.ToJsonString(), (await server.Admin.GetAsync(Accounts + "/dry")).Json.ToJsonString());
    }

    [Fact]
    public async Task Patch_ThatChangesNothing_KeepsTheVersion()
    {
        var made = await server.Admin.CreateAsync(Accounts, """{"metadata":{"name":"still","labels":{"a":"b"}}}""");

        foreach (var (body, type) in ((string, string)[])[("{}", Merge), ("[]", Json), ("{}", Strategic), ("""{"metadata":{"labels":{"a":"b"}}}""", Strategic)])
        {
            Assert.Equal((string?)made["metadata"]!["resourceVersion"], (string?)(await server.Admin.PatchAsync(Accounts + "/still", body, type)).Json["metadata"]!["resourceVersion"]);
        }
    }

    [Fact]
    public async Task Patch_SecretThatCannotBeRead_ShowsNothingOfIt()
    {
        await server.Admin.CreateAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"patched"},"stringData":{"k":"hidden-value"}}""");

        foreach (var type in (string[])[Merge, Strategic])
        {
            var answer = await server.Admin.PatchAsync(
                "/api/v1/namespaces/default/secrets/patched?fieldValidation=Strict", """{"frob":1,"data":{"k2":"aGlkZGVuLXZhbHVl"}}""", type);

            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Code);
            Assert.DoesNotContain("aGlkZGVuLXZhbHVl", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Patch_FiftyAtOnce_AllAreApplied()
    {
        await server.Admin.CreateAsync(Accounts, """{"metadata":{"name":"busy"}}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 3) switch
        {
            0 => server.Admin.PatchAsync(Accounts + "/busy", $$$$"""{"metadata":{"labels":{"l{{{{i}}}}":"x"}}}""", Merge),
            1 => server.Admin.PatchAsync(Accounts + "/busy", $$$"""{"metadata":{"labels":{"l{{{i}}}":"x"}},"secrets":[{"name":"s{{{i}}}"}]}""", Strategic),
            _ => server.Admin.PatchAsync(Accounts + "/busy", $$$"""{"metadata":{"labels":{"l{{{i}}}":"x"},"finalizers":["example.test/f{{{i}}}"]}}""", Strategic),
        }));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Code));
        var busy = (await server.Admin.GetAsync(Accounts + "/busy")).Json;
        Assert.Equal(50, busy["metadata"]!["labels"]!.AsObject().Count);
        Assert.Equal(17, busy["secrets"]!.AsArray().Count);
        Assert.Equal(16, busy["metadata"]!["finalizers"]!.AsArray().Count);
    }

    [Fact]
    public async Task Patch_LastFinalizerOfADeletedObject_EndsIt()
    {
        await server.Admin.CreateAsync(Accounts, """{"metadata":{"name":"ending","finalizers":["example.test/a"]}}""");
        await server.Admin.DeleteAsync(Accounts + "/ending");

        Assert.Equal(HttpStatusCode.OK, (await server.Admin.PatchAsync(Accounts + "/ending", """[{"op":"remove","path":"/metadata/finalizers/0"}]""", Json)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Admin.GetAsync(Accounts + "/ending")).Code);
    }
}
