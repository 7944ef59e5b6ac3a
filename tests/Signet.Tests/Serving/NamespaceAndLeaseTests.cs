using System.Net;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Invariants under concurrent requests.</summary>
public sealed class NamespaceAndLeaseTests(RunningServer server)
{
    [Fact]
    public async Task Namespace_DeletedWhileOthersCreate_NothingIsLeftBehind()
    {
        const string Path = "/api/v1/namespaces/busy";
        await server.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"busy"}}""");
        var made = 0;
        var creators = Enumerable.Range(0, 8).Select(async creator =>
        {
            for (var i = 0; ; i++)
            {
                var answer = await server.Admin.PostAsync(Path + "/configmaps", $$$$"""{"metadata":{"name":"c{{{{creator}}}}-{{{{i}}}}"}}""");
                if (answer.Code != HttpStatusCode.Created)
                {
                    return answer.Code;
                }

                Interlocked.Increment(ref made);
            }
        }).ToArray();
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref made) >= 40), "forty are made");
        Assert.Equal(HttpStatusCode.OK, (await server.Admin.DeleteAsync(Path)).Code);
        Assert.All(await Task.WhenAll(creators), code => Assert.Contains(code, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound }));
        await server.Admin.UntilGoneAsync(Path);

        foreach (var plural in (string[])["configmaps", "serviceaccounts", "secrets", "pods"])
        {
            Assert.Empty((await server.Admin.GetAsync($"{Path}/{plural}")).Json["items"]!.AsArray());
        }
    }

    [Fact]
    public async Task Namespace_WithHeldContent_ReportsWhatRemains()
    {
        const string Path = "/api/v1/namespaces/waits";
        await server.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"waits"}}""");
        await server.Admin.CreateAsync(Path + "/configmaps", """{"metadata":{"name":"a","finalizers":["example.test/b","example.test/a"]}}""");
        await server.Admin.CreateAsync(Path + "/secrets", """{"metadata":{"name":"a","finalizers":["example.test/a"]}}""");
        await server.Admin.CreateAsync(Path + "/secrets", """{"metadata":{"name":"b"}}""");
        Assert.Equal("Terminating", (string?)(await server.Admin.DeleteAsync(Path)).Json["status"]!["phase"]);

        var state = await ConditionsAsync(text => text.Contains("configmaps. has 1 resource instances, secrets. has 1 resource instances", StringComparison.Ordinal));

        Assert.Equal(
            """
            NamespaceDeletionDiscoveryFailure False ResourcesDiscovered All resources successfully discovered
            NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions All legacy kube types successfully parsed
            NamespaceDeletionContentFailure False ContentDeleted All content successfully deleted, may be waiting on finalization
            NamespaceContentRemaining True SomeResourcesRemain Some resources are remaining: configmaps. has 1 resource instances, secrets. has 1 resource instances
            NamespaceFinalizersRemaining True SomeFinalizersRemain Some content in the namespace has finalizers remaining: example.test/a in 2 resource instances, example.test/b in 1 resource instances
            """,
            state);
        await server.Admin.PatchAsync(Path + "/configmaps/a", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        state = await ConditionsAsync(text => !text.Contains("configmaps", StringComparison.Ordinal));
        Assert.EndsWith("SomeFinalizersRemain Some content in the namespace has finalizers remaining: example.test/a in 1 resource instances", state, StringComparison.Ordinal);
        await server.Admin.PatchAsync(Path + "/secrets/a", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        await server.Admin.UntilGoneAsync(Path);

        async Task<string> ConditionsAsync(Predicate<string> isAwaited)
        {
            var text = "";
            await Patience.UntilAsync(
                async () =>
                {
                    var conditions = (await server.Admin.GetAsync(Path)).Json["status"]!["conditions"]?.AsArray() ?? [];
                    Assert.All(conditions, one => Assert.NotNull(one!["lastTransitionTime"]));
                    text = string.Join('\n', conditions.Select(one => $"{one!["type"]} {one["status"]} {one["reason"]} {one["message"]}"));
                    return text.Length > 0 && isAwaited(text);
                },
                "its conditions say so");
            return text;
        }
    }

    [Fact]
    public async Task Lease_ManyCandidates_EachTermIsCountedOnce()
    {
        const string Path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/leader";
        const int Candidates = 6;
        const int Terms = 5;
        await server.Admin.CreateAsync(Path[..Path.LastIndexOf('/')], """{"metadata":{"name":"leader"},"spec":{"leaseTransitions":0}}""");

        await Task.WhenAll(Enumerable.Range(0, Candidates).Select(async candidate =>
        {
            for (var won = 0; won < Terms;)
            {
                var lease = (await server.Admin.GetAsync(Path)).Json;
                var spec = lease["spec"]!.AsObject();
                spec["leaseTransitions"] = (int)spec["leaseTransitions"]! + 1;
                spec["holderIdentity"] = $"candidate-{candidate}";
                var answer = await server.Admin.PutAsync(Path, lease.ToJsonString());
                Assert.Contains(answer.Code, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
                won += answer.Code == HttpStatusCode.OK ? 1 : 0;
            }
        }));

        Assert.Equal(Candidates * Terms, (int)(await server.Admin.GetAsync(Path)).Json["spec"]!["leaseTransitions"]!);
    }

    [Fact]
    public async Task Pod_Created_MountsItsTokenWhereClientsReadIt()
    {
        const string Body = """{"metadata":{"name":"POD"},"spec":{"containers":[{"name":"a","image":"x"}]MORE}}""";
        var pod = await server.Admin.CreateAsync("/api/v1/namespaces/default/pods", Body.Replace("POD", "mounted").Replace("MORE", ""));
        var volume = pod["spec"]!["volumes"]![0]!;
        var mount = pod["spec"]!["containers"]![0]!["volumeMounts"]![0]!;

        Assert.StartsWith("kube-api-access-", (string?)volume["name"]);
        Assert.Equal((string?)volume["name"], (string?)mount["name"]);
        Assert.Equal("/var/run/secrets/kubernetes.io/serviceaccount", (string?)mount["mountPath"]);
        Assert.Equal(3607, (int)volume["projected"]!["sources"]![0]!["serviceAccountToken"]!["expirationSeconds"]!);

        var without = await server.Admin.CreateAsync(
            "/api/v1/namespaces/default/pods", Body.Replace("POD", "unmounted").Replace("MORE", ""","automountServiceAccountToken":false"""));
        Assert.Null(without["spec"]!["volumes"]);
    }
}
