using System.Net;
using System.Text.Json.Nodes;

namespace Signet.Tests.Serving;

/// <summary>Events: one stored object in two API groups.</summary>
public sealed class EventTests(RunningServer running)
{
    private const string Core = "/api/v1/namespaces/default/events";
    private const string Strict = "/apis/events.k8s.io/v1/namespaces/default/events";
    private const string StrategicPatch = "application/strategic-merge-patch+json";

    [Fact]
    public async Task Create_InCore_IsTheSameEventInTheOtherGroup()
    {
        var made = await running.Admin.CreateAsync(Core, CoreEvent("ev-core"));

        var other = (await running.Admin.GetAsync($"{Strict}/ev-core")).Json;
        Assert.Equal("events.k8s.io/v1", (string?)other["apiVersion"]);
        Assert.Equal((string?)made["metadata"]!["uid"], (string?)other["metadata"]!["uid"]);
        Assert.Equal((string?)made["metadata"]!["resourceVersion"], (string?)other["metadata"]!["resourceVersion"]);
        Assert.Equal(
            """{"kind":"ConfigMap","namespace":"default","name":"cm"}|Updated|It changed.|{"component":"old","host":"h"}|2026-01-02T03:04:05Z|2026-01-02T03:05:05Z|3|Normal|""",
            Join(other, "regarding", "reason", "note", "deprecatedSource", "deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedCount", "type", "eventTime"));
        Assert.Null(other["message"] ?? other["involvedObject"] ?? other["source"] ?? other["count"] ?? other["firstTimestamp"]);
    }

    [Fact]
    public async Task Create_InTheOtherGroup_IsTheSameEventInCore()
    {
        await running.Admin.CreateAsync(Strict, StrictEvent("ev-strict"));

        var core = (await running.Admin.GetAsync($"{Core}/ev-strict")).Json;
        Assert.Equal(
            """{"kind":"ConfigMap","namespace":"default","name":"cm"}|Synced|It is in sync.||2026-01-02T03:04:05.000006Z|Sync|example.test/c|c-1|{}""",
            Join(core, "involvedObject", "reason", "message", "firstTimestamp", "eventTime", "action", "reportingComponent", "reportingInstance", "source"));
        Assert.True(core.ContainsKey("firstTimestamp") && core.ContainsKey("lastTimestamp"));
    }

    [Fact]
    public async Task Patch_RecordersOfBothGroups_KeepsEachManagersFieldsInItsVersion()
    {
        await running.Admin.CreateAsync(Strict, StrictEvent("ev-owners"));

        await PatchAsync($"{Core}/ev-owners?fieldManager=old", """{"count":2,"message":"Changed by the old one."}""");
        var patched = await PatchAsync($"{Strict}/ev-owners?fieldManager=new", """{"series":{"count":2,"lastObservedTime":"2026-01-02T03:05:05.000007Z"}}""");

        Assert.Equal(2, (int?)patched["deprecatedCount"]);
        Assert.Equal("Changed by the old one.", (string?)patched["note"]);
        var owners = patched["metadata"]!["managedFields"]!.AsArray().ToDictionary(entry => (string)entry!["manager"]!, entry => entry!.AsObject());
        Assert.Equal("v1", (string?)owners["old"]["apiVersion"]);
        Assert.Equal("""{"f:count":{},"f:message":{}}""", owners["old"]["fieldsV1"]!.ToJsonString());
        Assert.Equal("events.k8s.io/v1", (string?)owners["new"]["apiVersion"]);
        Assert.Contains("f:series", owners["new"]["fieldsV1"]!.ToJsonString(), StringComparison.Ordinal);
        var others = owners.Where(owner => owner.Key != "old").Select(owner => owner.Value["fieldsV1"]!.ToJsonString());
        Assert.DoesNotContain("f:note", string.Concat(others), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_OverFieldsOwnedInTheOtherVersion_Conflicts()
    {
        const string Apply = "application/apply-patch+yaml";
        await running.Admin.CreateAsync(Core, CoreEvent("ev-apply"));

        var refused = await running.Admin.PatchAsync(
            $"{Strict}/ev-apply?fieldManager=applier", """{"apiVersion":"events.k8s.io/v1","kind":"Event","eventTime":null,"note":"other"}""", Apply);

        Assert.Equal(HttpStatusCode.Conflict, refused.Code);

        // A conflict names the field in its manager's version.
        Assert.EndsWith("using v1: .message", (string?)refused.Json["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Core, "involvedObject.name=cm,source=old", "ev-select-core")]
    [InlineData(Core, "source=example.test/c,reportingComponent=example.test/c", "ev-select-strict")]
    [InlineData(Core, "involvedObject.kind=ConfigMap,involvedObject.namespace=default,type!=Normal", "ev-select-strict")]
    [InlineData(Strict, "regarding.name=cm,reportingController=example.test/c", "ev-select-strict")]
    [InlineData(Strict, "source=old", "ev-select-core")]
    [InlineData(Strict, "reason=Updated", "ev-select-core")]
    public async Task List_ByFields_FindsInBothGroups(string collection, string fields, string expected)
    {
        await running.Admin.PostAsync(Core, CoreEvent("ev-select-core", ""","labels":{"select":"x"}"""));
        await running.Admin.PostAsync(Strict, StrictEvent("ev-select-strict", "Warning", ""","labels":{"select":"x"}"""));

        var found = await running.Admin.GetAsync($"{collection}?labelSelector=select&fieldSelector={Uri.EscapeDataString(fields)}");

        Assert.Equal([expected], found.Json["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]));
    }

    [Theory]
    [InlineData(Core, "regarding.name=cm")]
    [InlineData(Strict, "involvedObject.name=cm")]
    public async Task List_ByAFieldOfTheOtherGroup_IsRefused(string collection, string fields)
    {
        var answer = await running.Admin.GetAsync($"{collection}?fieldSelector={fields}");

        Assert.Equal((HttpStatusCode.BadRequest, $"field label not supported: {fields.Split('=')[0]}"), (answer.Code, (string?)answer.Json["message"]));
    }

    [Theory]
    [InlineData(Core, """{"metadata":{"name":"bad"},"involvedObject":{"namespace":"elsewhere"}}""",
        "Event \"bad\" is invalid: involvedObject.namespace: Invalid value: \"elsewhere\": does not match event.namespace")]
    [InlineData(Core, """{"metadata":{"name":"bad"},"involvedObject":{"namespace":"default"},"eventTime":"2026-01-02T03:04:05.000006Z","reportingComponent":"c","reportingInstance":"i","reason":"r"}""",
        "Event \"bad\" is invalid: action: Required value")]
    [InlineData(Strict, """{"metadata":{"name":"bad"},"eventTime":"2026-01-02T03:04:05.000006Z","reportingController":"c","reportingInstance":"i","reason":"r","action":"a","type":"Odd","deprecatedCount":1}""",
        "Event.events.k8s.io \"bad\" is invalid: [type: Invalid value: \"\": has invalid value: Odd, count: Invalid value: \"\": needs to be unset]")]
    [InlineData(Strict, """{"metadata":{"name":"bad"},"eventTime":"2026-01-02T03:04:05.000006Z","reportingInstance":"i","reason":"r","action":"a","type":"Normal","series":{"count":1}}""",
        "Event.events.k8s.io \"bad\" is invalid: [reportingController: Required value, reportingController: Invalid value: \"\": name part must be non-empty")]
    public async Task Create_Invalid_NamesTheFault(string collection, string body, string message)
    {
        var answer = await running.Admin.PostAsync(collection, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Code);
        Assert.StartsWith(message, (string?)answer.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_Strict_OnlyTheSeriesChanges()
    {
        await running.Admin.CreateAsync(Strict, StrictEvent("ev-fixed"));

        var refused = await running.Admin.PatchAsync($"{Strict}/ev-fixed", """{"note":"other","regarding":{"name":"y"}}""", StrategicPatch);
        var core = await running.Admin.PatchAsync($"{Core}/ev-fixed", """{"message":"other"}""", StrategicPatch);

        Assert.Equal(
            "Event.events.k8s.io \"ev-fixed\" is invalid: [involvedObject: Invalid value: {\"Kind\":\"ConfigMap\",\"Namespace\":\"default\",\"Name\":\"y\",\"UID\":\"\"," +
            "\"APIVersion\":\"\",\"ResourceVersion\":\"\",\"FieldPath\":\"\"}: field is immutable, message: Invalid value: \"other\": field is immutable]",
            (string?)refused.Json["message"]);
        Assert.Equal(HttpStatusCode.OK, core.Code);
    }

    [Fact]
    public async Task Watch_InBothGroups_SendsEachWriteInItsForm()
    {
        var start = (string)(await running.Admin.GetAsync(Core)).Json["metadata"]!["resourceVersion"]!;
        await running.Admin.CreateAsync(Core, CoreEvent("ev-watched"));
        Assert.Equal("Success", (string?)(await running.Admin.DeleteAsync($"{Strict}/ev-watched?propagationPolicy=Foreground")).Json["status"]);

        foreach (var (collection, field) in ((string, string)[])[(Core, "message"), (Strict, "note")])
        {
            var told = await running.Admin.GetAsync($"{collection}?watch=1&timeoutSeconds=1&resourceVersion={start}&fieldSelector=metadata.name%3Dev-watched");
            var events = told.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!).ToList();
            Assert.Equal(["ADDED", "DELETED"], events.Select(change => (string?)change["type"]));
            Assert.All(events, change => Assert.Equal("It changed.", (string?)change["object"]![field]));
        }
    }

    [Fact]
    public async Task List_OfAnOldRevision_IsInTheFormOfItsGroup()
    {
        var made = await running.Admin.CreateAsync(Core, CoreEvent("ev-old"));
        await running.Admin.DeleteAsync($"{Core}/ev-old");

        var old = await running.Admin.GetAsync(
            $"{Strict}?resourceVersionMatch=Exact&resourceVersion={(string?)made["metadata"]!["resourceVersion"]}&labelSelector=&fieldSelector=metadata.name%3Dev-old");

        Assert.Equal("It changed.", (string?)Assert.Single(old.Json["items"]!.AsArray())!["note"]);
    }

    [Fact]
    public async Task Put_WithoutAnEvent_CreatesIt()
    {
        var made = await running.Admin.PutAsync($"{Core}/ev-put", CoreEvent("ev-put"));

        Assert.Equal(HttpStatusCode.Created, made.Code);
    }

    [Fact]
    public async Task DeleteOfANamespace_RemovesItsEventsAndRefusesNewOnes()
    {
        await running.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"ev-ns"}}""");
        await running.Admin.CreateAsync("/api/v1/namespaces/ev-ns/configmaps", """{"metadata":{"name":"held","finalizers":["example.test/held"]}}""");
        const string Body = """{"metadata":{"name":"a"},"involvedObject":{"namespace":"ev-ns"}}""";
        await running.Admin.CreateAsync("/api/v1/namespaces/ev-ns/events", Body);

        await running.Admin.DeleteAsync("/api/v1/namespaces/ev-ns");
        var refused = await running.Admin.PostAsync("/api/v1/namespaces/ev-ns/events", Body.Replace("\"a\"", "\"b\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.Contains("because it is being terminated", (string?)refused.Json["message"], StringComparison.Ordinal);
        await running.Admin.UntilGoneAsync("/api/v1/namespaces/ev-ns/events/a");
        await running.Admin.PatchAsync("/api/v1/namespaces/ev-ns/configmaps/held", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        await running.Admin.UntilGoneAsync("/api/v1/namespaces/ev-ns");
    }

    private static string Join(JsonObject item, params IEnumerable<string> members) => string.Join('|', members.Select(name => item[name] switch
    {
        JsonValue value => value.ToString(),
        { } other => other.ToJsonString(),
        null => "",
    }));

    private static string CoreEvent(string name, string metadata = "") => $$"""
        {"metadata":{"name":"{{name}}"{{metadata}}},"involvedObject":{"kind":"ConfigMap","namespace":"default","name":"cm"},"reason":"Updated","message":"It changed.",
        "source":{"component":"old","host":"h"},"firstTimestamp":"2026-01-02T03:04:05Z","lastTimestamp":"2026-01-02T03:05:05Z","count":3,"type":"Normal"}
        """;

    private static string StrictEvent(string name, string type = "Normal", string metadata = "") => $$"""
        {"metadata":{"name":"{{name}}"{{metadata}}},"regarding":{"kind":"ConfigMap","namespace":"default","name":"cm"},"reason":"Synced","note":"It is in sync.","type":"{{type}}",
        "action":"Sync","eventTime":"2026-01-02T03:04:05.000006Z","reportingController":"example.test/c","reportingInstance":"c-1"}
        """;

    private async Task<JsonObject> PatchAsync(string path, string patch)
    {
        var answer = await running.Admin.PatchAsync(path, patch, StrategicPatch);
        Assert.True(answer.Code == HttpStatusCode.OK, answer.Body);
        return answer.Json;
    }
}
