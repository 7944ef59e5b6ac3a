using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>A watch ends when its access ends, in every way; a watch whose access continues is undisturbed.</summary>
public sealed class StreamEndTests(WatchedServer watched) : IClassFixture<WatchedServer>
{
    private const string Json = "application/json";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string Metadata = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

    /// <summary>
    /// The lifetime of credentials that expire during the watch; shorter than the time limit of watches, which the server chooses (30 minutes or more).
    /// </summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static int _numbers;

    private readonly string _ns = $"w{Interlocked.Increment(ref _numbers)}";

    public enum Cause
    {
        AccountDeleted,
        SecretDeleted,
        PodDeleted,
        PodMadeAnew,
        NodeDeleted,
        TokenExpired,
        CertificateExpired,
        BindingDeleted,
        RoleEmptied,
        NamespaceDeleted,
        ForeignTokenExpired,
        ForeignKeyWithdrawn,
        ImpersonationForbidden,
        ImpersonatedForbidden,
        ImpersonatedAccountDeleted,
        NodeLosesPod,
    }

    public static TheoryData<Cause, string> Cases
    {
        get
        {
            var cases = new TheoryData<Cause, string>();
            foreach (var cause in Enum.GetValues<Cause>())
            {
                cases.Add(cause, Json);
            }

            foreach (var form in new[] { Protobuf, Table, Metadata })
            {
                cases.Add(Cause.AccountDeleted, form);
                cases.Add(Cause.TokenExpired, form);
                cases.Add(Cause.CertificateExpired, form);
                cases.Add(Cause.BindingDeleted, form);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Watch_AccessEnds_EndsWithExpiredAsLastNotice(Cause cause, string form)
    {
        await PrepareAsync();
        using var good = await BeginAsync(watched.Client("static-good"), "configmaps", Json);
        var (client, resource, end) = await CallerAsync(cause);
        using (client)
        {
            using var watch = await BeginAsync(client, resource, form);

            Assert.False(watch.Ended.IsCompleted, watch.Text);
            await end();
            await watch.Ended.WaitAsync(Patience.Limit);

            var last = watch.Text[watch.Text.LastIndexOf("ERROR", StringComparison.Ordinal)..];
            Assert.Contains("Expired", last, StringComparison.Ordinal);
            Assert.DoesNotContain("ERROR", last[5..], StringComparison.Ordinal);
            if (form != Protobuf)
            {
                var notice = JsonNode.Parse(watch.Text.TrimEnd('\n').Split('\n')[^1])!;
                Assert.Equal("ERROR", (string?)notice["type"]);
                Assert.Equal(410, (int?)notice["object"]!["code"]);
                Assert.Equal("Status", (string?)notice["object"]!["kind"]);
            }
        }

        if (cause != Cause.NamespaceDeleted)
        {
            Assert.False(good.Ended.IsCompleted, good.Text);
            await watched.Admin.CreateAsync($"/api/v1/namespaces/{_ns}/configmaps", """{"metadata":{"name":"after"}}""");
            await good.UntilSaysAsync("\"after\"");
        }
    }

    [Fact]
    public async Task Watch_EndedByRevocation_IsClosedInTheAuditWith410AndReason()
    {
        await PrepareAsync();
        var (client, resource, end) = await CallerAsync(Cause.SecretDeleted);
        using (client)
        {
            using var watch = await BeginAsync(client, resource, Json);
            await end();
            await watch.Ended.WaitAsync(Patience.Limit);
        }

        JsonNode? closed = null;
        await Patience.UntilAsync(
            () =>
            {
                closed = watched.AuditOf(_ns).SingleOrDefault(line => (string?)line["verb"] == "watch" && (string?)line["stage"] == "ResponseComplete");
                return Task.FromResult(closed is not null);
            },
            "the watch is closed in the audit log");
        Assert.Equal(410, (int?)closed!["responseStatus"]!["code"]);
        Assert.Equal("Expired", (string?)closed["responseStatus"]!["reason"]);
        Assert.Equal("service account token has been invalidated", (string?)closed["annotations"]!["tokens.signet.dev/ended"]);
        Assert.Equal("allow", (string?)closed["annotations"]!["authorization.k8s.io/decision"]);
        await watched.Server.UntilSaysAsync($"(audit id {(string?)closed["auditID"]}): service account token has been invalidated");
    }

    private async Task PrepareAsync()
    {
        var admin = watched.Admin;
        await admin.CreateAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{_ns}}}"}}""");
        await admin.CreateAsync($"{Rbac}/roles", """{"metadata":{"name":"reader"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list","watch"]}]}""");
        await BindAsync("good", "User", "good");
        await admin.CreateAsync($"/api/v1/namespaces/{_ns}/serviceaccounts", """{"metadata":{"name":"watcher"}}""");
        await BindAsync("watcher", "ServiceAccount", "watcher");
    }

    private string Rbac => $"/apis/rbac.authorization.k8s.io/v1/namespaces/{_ns}";

    private Task<JsonObject> BindAsync(string binding, string kind, string name) => watched.Admin.CreateAsync($"{Rbac}/rolebindings", $$$"""
        {"metadata":{"name":"{{{binding}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"reader"},
         "subjects":[{{{(kind == "ServiceAccount"
            ? $$"""{"kind":"ServiceAccount","name":"{{name}}","namespace":"{{_ns}}"}"""
            : $$"""{"kind":"{{kind}}","apiGroup":"rbac.authorization.k8s.io","name":"{{name}}"}""")}}}]}
        """);

    private Task<RunningWatch> BeginAsync(HttpClient client, string resource, string form) =>
        RunningWatch.BeginAsync(client, $"/api/v1/namespaces/{_ns}/{resource}{(resource.Contains('?', StringComparison.Ordinal) ? '&' : '?')}watch=true", form);

    private string Object(string plural, string name) => $"/api/v1/{(plural == "nodes" ? "" : $"namespaces/{_ns}/")}{plural}/{name}";

    private async Task DeleteAsync(string path) =>
        Assert.Equal(System.Net.HttpStatusCode.OK, (await watched.Admin.SendAsync(HttpMethod.Delete, path, """{"gracePeriodSeconds":0}""")).Code);

    private Task Expire()
    {
        watched.Server.Time.Jump(Lifetime);
        return Task.CompletedTask;
    }

    /// <summary>A caller with a watch, and how its access ends.</summary>
    private async Task<(HttpClient Client, string Resource, Func<Task> End)> CallerAsync(Cause cause)
    {
        var admin = watched.Admin;
        Task<string> IssueAsync(string spec = "{}") => admin.IssueAsync("watcher", spec, _ns);
        async Task<(HttpClient, string, Func<Task>)> BoundAsync(string kind, string plural, string json)
        {
            await admin.CreateAsync(Object(plural, "")[..^1], json);
            var token = await IssueAsync($$$"""{"boundObjectRef":{"kind":"{{{kind}}}","apiVersion":"v1","name":"{{{_ns}}}"}}""");
            return (watched.Client(token), "configmaps", () => DeleteAsync(Object(plural, _ns)));
        }

        Task<(HttpClient, string, Func<Task>)> PodAsync() => BoundAsync("Pod", "pods", PodJson("watcher", ""));
        async Task<(HttpClient, string, Func<Task>)> MadeAnewAsync()
        {
            var (client, resource, delete) = await PodAsync();
            async Task EndAsync()
            {
                await delete();
                await admin.CreateAsync(Object("pods", "")[..^1], PodJson("watcher", ""));
            }

            return (client, resource, EndAsync);
        }

        switch (cause)
        {
            case Cause.AccountDeleted:
                return (watched.Client(await IssueAsync()), "configmaps", () => DeleteAsync(Object("serviceaccounts", "watcher")));
            case Cause.SecretDeleted:
                return await BoundAsync("Secret", "secrets", $$$"""{"metadata":{"name":"{{{_ns}}}"}}""");
            case Cause.PodDeleted:
                return await PodAsync();
            case Cause.PodMadeAnew:
                return await MadeAnewAsync();
            case Cause.NodeDeleted:
                return await BoundAsync("Node", "nodes", $$$"""{"metadata":{"name":"{{{_ns}}}"}}""");
            case Cause.TokenExpired:
                return (watched.Client(await watched.SignAsync(await IssueAsync(), Lifetime)), "configmaps", Expire);
            case Cause.CertificateExpired:
                await BindAsync("cert", "User", _ns);
                return (watched.Certified(_ns, "people", Lifetime), "configmaps", Expire);
            case Cause.BindingDeleted:
                await BindAsync("extra", "User", "static-user");
                return (watched.Client("static-token"), "configmaps", () => DeleteAsync($"{Rbac}/rolebindings/extra"));
            case Cause.RoleEmptied:
                await admin.CreateAsync($"{Rbac}/roles", """{"metadata":{"name":"other"},"rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["watch"]}]}""");
                await admin.CreateAsync($"{Rbac}/rolebindings", """{"metadata":{"name":"other"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"other"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"static-user"}]}""");
                return (watched.Client("static-token"), "secrets", async () =>
                    Assert.Equal(System.Net.HttpStatusCode.OK, (await admin.PatchAsync($"{Rbac}/roles/other", """{"rules":[]}""", "application/merge-patch+json")).Code));
            case Cause.NamespaceDeleted:
                return (watched.Client(await IssueAsync()), "configmaps", () => DeleteAsync($"/api/v1/namespaces/{_ns}"));
            case Cause.ForeignTokenExpired:
                await BindAsync("foreign", "User", $"ext:{_ns}");
                return (watched.Client(watched.SignForeign(_ns, Lifetime)), "configmaps", Expire);
            case Cause.ForeignKeyWithdrawn:
                await BindAsync("foreign", "User", $"ext:{_ns}");
                return (watched.Client(watched.SignWithdrawn(_ns)), "configmaps", watched.WithdrawForeignKeyAsync);
            case Cause.ImpersonationForbidden:
                await ImpersonatorAsync();
                await BindAsync("target", "User", _ns);
                return (watched.Client("static-token", _ns), "configmaps", () => DeleteAsync($"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/{_ns}"));
            case Cause.ImpersonatedForbidden:
                await ImpersonatorAsync();
                await BindAsync("target", "User", _ns);
                return (watched.Client("static-token", _ns), "configmaps", () => DeleteAsync($"{Rbac}/rolebindings/target"));
            case Cause.ImpersonatedAccountDeleted:
                await ImpersonatorAsync();
                return (watched.Client("static-token", $"system:serviceaccount:{_ns}:watcher"), "configmaps", () => DeleteAsync(Object("serviceaccounts", "watcher")));
            case Cause.NodeLosesPod:
                await admin.CreateAsync(Object("secrets", "")[..^1], """{"metadata":{"name":"needed"}}""");
                await admin.CreateAsync(Object("nodes", "")[..^1], $$$"""{"metadata":{"name":"{{{_ns}}}"}}""");
                await admin.CreateAsync(Object("pods", "")[..^1], PodJson("watcher", $$$""","nodeName":"{{{_ns}}}","volumes":[{"name":"v","secret":{"secretName":"needed"}}]"""));
                return (watched.Certified($"system:node:{_ns}", "system:nodes", TimeSpan.FromHours(1)), "secrets?fieldSelector=metadata.name%3Dneeded", () => DeleteAsync(Object("pods", _ns)));
            default:
                throw new InvalidOperationException($"{cause} is not prepared");
        }
    }

    private string PodJson(string account, string more) =>
        $$$"""{"metadata":{"name":"{{{_ns}}}"},"spec":{"serviceAccountName":"{{{account}}}","containers":[{"name":"c","image":"i"}]{{{more}}}}}""";

    private async Task ImpersonatorAsync()
    {
        const string Group = "/apis/rbac.authorization.k8s.io/v1/";
        await watched.Admin.CreateAsync(Group + "clusterroles", $$"""{"metadata":{"name":"{{_ns}}"},"rules":[{"apiGroups":[""],"resources":["users","serviceaccounts"],"verbs":["impersonate"]}]}""");
        await watched.Admin.CreateAsync(Group + "clusterrolebindings", $$"""{"metadata":{"name":"{{_ns}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{_ns}}"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"static-user"}]}""");
    }
}
