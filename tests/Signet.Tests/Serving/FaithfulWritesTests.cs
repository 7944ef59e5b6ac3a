using System.Net;
using System.Text.Json.Nodes;

namespace Signet.Tests.Serving;

/// <summary>Details of writes as in kube-apiserver, over HTTPS.</summary>
public sealed class FaithfulWritesTests(RunningServer running)
{
    private const string Namespace = "/api/v1/namespaces/default";
    private const string MergePatch = "application/merge-patch+json";
    private const string Deprecated = "kubernetes.io/enforce-mountable-secrets";

    [Fact]
    public async Task Put_WithoutGenerateName_DropsIt()
    {
        var made = await running.Admin.CreateAsync(Namespace + "/configmaps", """{"metadata":{"generateName":"fw-"}}""");
        var name = (string)made["metadata"]!["name"]!;

        var put = await running.Admin.PutAsync($"{Namespace}/configmaps/{name}", $$$"""{"metadata":{"name":"{{{name}}}"}}""");

        Assert.Equal("fw-", (string?)made["metadata"]!["generateName"]);
        Assert.Null(put.Json["metadata"]!["generateName"]);
    }

    [Fact]
    public async Task Put_AnotherDeletionTimestampOfWhatIsBeingDeleted_IsIgnored()
    {
        const string Path = Namespace + "/configmaps/fw-going";
        await running.Admin.CreateAsync(Namespace + "/configmaps", """{"metadata":{"name":"fw-going","finalizers":["example.test/held"]}}""");
        await running.Admin.DeleteAsync(Path);
        var before = (string?)(await running.Admin.GetAsync(Path)).Json["metadata"]!["deletionTimestamp"];

        var put = await running.Admin.PutAsync(
            Path, """{"metadata":{"name":"fw-going","finalizers":["example.test/held"],"deletionTimestamp":"2001-01-01T00:00:00Z"},"data":{"a":"b"}}""");

        Assert.Equal((HttpStatusCode.OK, before), (put.Code, (string?)put.Json["metadata"]!["deletionTimestamp"]));
    }

    [Fact]
    public async Task PatchOfStatus_DeletionTimestampOfAPod_IsIgnoredAndTimesOfConditionsAreNull()
    {
        const string Path = Namespace + "/pods/fw-pod";
        await running.Admin.CreateAsync(Namespace + "/pods", """{"metadata":{"name":"fw-pod"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        var patched = await running.Admin.PatchAsync(
            Path + "/status",
            """{"metadata":{"deletionTimestamp":"2001-01-01T00:00:00Z"},"status":{"conditions":[{"type":"X","status":"True"}],"containerStatuses":[{"name":"c","state":{"running":{}}}]}}""",
            MergePatch);

        Assert.Equal(HttpStatusCode.OK, patched.Code);
        Assert.Null(patched.Json["metadata"]!["deletionTimestamp"]);
        Assert.Contains("""{"type":"X","status":"True","lastProbeTime":null,"lastTransitionTime":null}""", patched.Body, StringComparison.Ordinal);
        Assert.Contains("""{"running":{"startedAt":null}}""", patched.Body, StringComparison.Ordinal);
        Assert.Contains("\"f:lastProbeTime\":{}", patched.Body, StringComparison.Ordinal);
        Assert.Equal(patched.Body, (await running.Admin.GetAsync(Path)).Body);
    }

    [Fact]
    public async Task Write_LeaseWithAStrategy_LosesItWhileCoordinatedElectionIsOff()
    {
        const string Leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
        var made = await running.Admin.CreateAsync(
            Leases, """{"metadata":{"name":"fw-lease","finalizers":["hold"]},"spec":{"holderIdentity":"a","strategy":"OldestEmulationVersion","preferredHolder":"b"}}""");
        var patched = await running.Admin.PatchAsync(Leases + "/fw-lease", """{"metadata":{"finalizers":null},"spec":{"strategy":"-"}}""", MergePatch);

        Assert.Equal("""{"holderIdentity":"a"}""", made["spec"]!.ToJsonString());
        Assert.Equal((HttpStatusCode.OK, """{"holderIdentity":"a"}"""), (patched.Code, patched.Json["spec"]!.ToJsonString()));
    }

    [Fact]
    public async Task Write_FinalizerWithoutADomain_IsInvalidOnCreateUpdateAndStatus()
    {
        const string Fault = "metadata.finalizers[0]: Invalid value: \"hold\": name is neither a standard finalizer name nor is it fully qualified";
        await running.Admin.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"fw-node"}}""");
        var answers = new[]
        {
            await running.Admin.PostAsync("/api/v1/nodes", """{"metadata":{"name":"fw-other","finalizers":["hold"]}}"""),
            await running.Admin.PatchAsync("/api/v1/nodes/fw-node", """{"metadata":{"finalizers":["hold"]}}""", MergePatch),
            await running.Admin.PatchAsync("/api/v1/nodes/fw-node/status", """{"metadata":{"finalizers":["hold"]}}""", MergePatch),
        };

        Assert.All(answers, answer => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, true), (answer.Code, ((string)answer.Json["message"]!).EndsWith(" is invalid: " + Fault, StringComparison.Ordinal))));
        Assert.Equal([1, 2, 1], answers.Select(answer => answer.Json["details"]!["causes"]!.AsArray().Count));
    }

    [Fact]
    public async Task Write_DeprecatedAnnotationOfAnAccount_WarnsWhenItIsNew()
    {
        const string Accounts = Namespace + "/serviceaccounts", Path = Accounts + "/fw-old";
        const string Warning = $"299 - \"metadata.annotations[{Deprecated}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets\"";
        const string With = $$$$"""{"metadata":{"name":"fw-old","annotations":{"{{{{Deprecated}}}}":"true"}}}""", Without = """{"metadata":{"name":"fw-old"}}""";

        var made = await running.Admin.PostAsync(Accounts, With);
        var kept = await running.Admin.PutAsync(Path, With);
        var dropped = await running.Admin.PutAsync(Path, Without);
        var put = await running.Admin.PutAsync(Path, With);
        await running.Admin.PutAsync(Path, Without);
        var patched = await running.Admin.PatchAsync(Path, With, MergePatch);

        foreach (var (answer, warns) in new[] { (made, true), (kept, false), (dropped, false), (put, true), (patched, true) })
        {
            Assert.Equal(warns ? [Warning] : [], answer.Headers.TryGetValues("Warning", out var values) ? values : []);
        }
    }

    [Fact]
    public async Task Write_OwnerTwice_IsStoredOnceWithAWarning()
    {
        const string Rest = "API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: 1\"";
        const string Owners = """{"ownerReferences":[{"apiVersion":"v1","kind":"A","name":"a","uid":"1"},{"apiVersion":"v1","kind":"A","name":"a","uid":"1"},{"apiVersion":"v1","kind":"A","name":"b","uid":"1"}],"name":"fw-owned"}""";
        const string Maps = Namespace + "/configmaps";

        var made = await running.Admin.PostAsync(Maps + "?dryRun=All", "{\"metadata\":" + Owners + "}");
        await running.Admin.CreateAsync(Maps, """{"metadata":{"name":"fw-owned"}}""");
        var put = await running.Admin.PutAsync(Maps + "/fw-owned?dryRun=All", "{\"metadata\":" + Owners + "}");
        var patched = await running.Admin.PatchAsync(Maps + "/fw-owned?dryRun=All", "{\"metadata\":" + Owners + "}", MergePatch);

        foreach (var (answer, when) in new[] { (made, ""), (put, ""), (patched, " after mutating admission happens") })
        {
            Assert.Equal(2, answer.Json["metadata"]!["ownerReferences"]!.AsArray().Count);
            Assert.Equal([$"299 - \".metadata.ownerReferences contains duplicate entries{when}; {Rest}"], answer.Headers.GetValues("Warning"));
        }
    }

    [Fact]
    public async Task Write_TlsSecretWithoutPem_IsStoredWithAWarning()
    {
        var answer = await running.Admin.PostAsync(
            Namespace + "/secrets", """{"metadata":{"name":"fw-tls"},"type":"kubernetes.io/tls","stringData":{"tls.crt":"x","tls.key":"y"}}""");

        Assert.Equal(HttpStatusCode.Created, answer.Code);
        Assert.Equal(["299 - \"tls: failed to find any PEM data in certificate input\""], answer.Headers.GetValues("Warning"));
    }

    [Fact]
    public async Task Write_TooLargeOnlyByItsManagedFields_IsStoredWithoutThem()
    {
        const string Maps = Namespace + "/configmaps", Path = Maps + "/fw-many";
        var data = new JsonObject(Enumerable.Range(0, 9_999).Select(i => KeyValuePair.Create($"key-{i:D5}-{new string('k', 90)}", (JsonNode?)"")));
        string Body(string value) => new JsonObject { ["metadata"] = new JsonObject { ["name"] = "fw-many" }, ["data"] = Changed(value) }.ToJsonString();
        JsonObject Changed(string value)
        {
            var copy = (JsonObject)data.DeepClone();
            copy["changed"] = value;
            return copy;
        }

        var apply = await running.Admin.PatchAsync(Path + "?fieldManager=me", $$"""{"apiVersion":"v1","kind":"ConfigMap",{{Body("apply")[1..]}}""", "application/apply-patch+yaml");
        var made = await running.Admin.PostAsync(Maps, Body("post"));
        var put = await running.Admin.PutAsync(Path, Body("put"));
        var patched = await running.Admin.PatchAsync(Path, """{"data":{"changed":"patch"}}""", MergePatch);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, apply.Code);
        foreach (var (answer, code, value) in new[] { (made, HttpStatusCode.Created, "post"), (put, HttpStatusCode.OK, "put"), (patched, HttpStatusCode.OK, "patch") })
        {
            Assert.Equal((code, value), (answer.Code, (string?)answer.Json["data"]!["changed"]));
            Assert.Null(answer.Json["metadata"]!["managedFields"]);
        }
    }
}
