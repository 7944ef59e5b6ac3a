using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Commands of kubectl that read further kinds: reviews, events, describe, dumps.</summary>
public sealed class KubectlDescribeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SignetProcess _server = null!;

    public static TheoryData<string> Versions => KubectlRunner.Versions;

    public async ValueTask InitializeAsync()
    {
        _server = await SignetProcess.ServeAsync(_folder.File("data"), "--log-level", "warning");
        using var admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Create_OfEachReview_PrintsItsStatus(string version)
    {
        var kubectl = KubectlRunner.Require(version, _server, _folder.Path);

        Assert.Equal(
            """
            apiVersion: authentication.k8s.io/v1
            kind: TokenReview
            metadata: {}
            spec:
              token: nonsense
            status:
              error: invalid bearer token
              user: {}
            """,
            await CreateAsync(kubectl, "authentication.k8s.io/v1", "TokenReview", "spec: {token: nonsense}"));
        var self = await CreateAsync(kubectl, "authentication.k8s.io/v1", "SelfSubjectReview", "");
        Assert.Contains("    username: signet-admin", self, StringComparison.Ordinal);
        const string Pods = "resourceAttributes: {verb: get, resource: pods, namespace: default}";
        foreach (var (kind, more) in ((string, string)[])
        [
            ("SubjectAccessReview", ""),
            ("LocalSubjectAccessReview", "metadata: {namespace: default}\n"),
        ])
        {
            Assert.EndsWith(
                """
                spec:
                  resourceAttributes:
                    namespace: default
                    resource: pods
                    verb: get
                  user: bob
                status:
                  allowed: false
                """,
                await CreateAsync(kubectl, "authorization.k8s.io/v1", kind, $"{more}spec: {{user: bob, {Pods}}}"),
                StringComparison.Ordinal);
        }

        Assert.EndsWith(
            "status:\n  allowed: true",
            await CreateAsync(kubectl, "authorization.k8s.io/v1", "SelfSubjectAccessReview", $"spec: {{{Pods}}}"),
            StringComparison.Ordinal);
        Assert.Contains(
            "  resourceRules:\n  - apiGroups:\n    - '*'\n    resources:\n    - '*'\n    verbs:\n    - '*'",
            await CreateAsync(kubectl, "authorization.k8s.io/v1", "SelfSubjectRulesReview", "spec: {namespace: default}"),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Describe_OfEachKind_ShowsItWithItsEvents(string version)
    {
        var kubectl = KubectlRunner.Require(version, _server, _folder.Path);
        await kubectl.RunAsync("apply", "-f", await FileAsync("""
            apiVersion: v1
            kind: Node
            metadata: {name: n1}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: default}
            spec: {nodeName: n1, containers: [{name: c, image: i}]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: s, namespace: default}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cm, namespace: default}
            ---
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: {name: l, namespace: default}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: r, namespace: default}
            rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: rb, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
            """));
        var uid = await kubectl.RunAsync("get", "configmap", "cm", "-o", "jsonpath={.metadata.uid}");
        await kubectl.RunAsync("create", "-f", await FileAsync($$"""
            apiVersion: v1
            kind: Event
            metadata: {name: e, namespace: default}
            involvedObject: {kind: ConfigMap, apiVersion: v1, name: cm, namespace: default, uid: '{{uid}}' }
            reason: Loaded
            message: It was loaded.
            type: Normal
            source: {component: loader}
            """));

        foreach (var described in (string[])
        [
            "node/n1", "pod/p", "secret/s", "lease/l", "role/r", "rolebinding/rb", "clusterrole/view", "clusterrolebinding/cluster-admin",
            "serviceaccount/default", "event/e",
        ])
        {
            var name = described[(described.IndexOf('/', StringComparison.Ordinal) + 1)..];
            Assert.Matches($@"(?m)^Name: +{name}$", await kubectl.RunAsync("describe", described));
        }

        Assert.Matches(@"Events:(.|\n)*Normal +Loaded +\S+ +loader +It was loaded\.", await kubectl.RunAsync("describe", "configmap", "cm"));
        Assert.Matches(@"No resource quota\.(.|\n)*No LimitRange resource\.", await kubectl.RunAsync("describe", "namespace", "default"));
        Assert.Matches(@"(?m)^p +0/1", await kubectl.RunAsync("get", "all"));
        var (code, output, errors) = await kubectl.TryAsync("get", "services");
        Assert.Equal((0, "", "No resources found in default namespace."), (code, output, errors.Trim()));
        Assert.Contains("==== START logs for container c of pod default/p ====", await kubectl.RunAsync("cluster-info", "dump"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task GetEvents_OfRecordersOfBothSorts_ShowsBoth(string version)
    {
        var kubectl = KubectlRunner.Require(version, _server, _folder.Path);
        await kubectl.RunAsync("create", "-f", await FileAsync("""
            apiVersion: v1
            kind: Event
            metadata: {name: old, namespace: default}
            involvedObject: {kind: ConfigMap, name: cm, namespace: default, fieldPath: data.k}
            reason: Loaded
            message: It was loaded.
            type: Normal
            count: 3
            source: {component: loader, host: h}
            firstTimestamp: "2026-01-02T03:04:05Z"
            lastTimestamp: "2026-01-02T03:04:05Z"
            ---
            apiVersion: events.k8s.io/v1
            kind: Event
            metadata: {name: new, namespace: default}
            regarding: {kind: Pod, apiVersion: v1, name: p, namespace: default}
            reason: Synced
            note: It is in sync.
            type: Warning
            action: Sync
            eventTime: "2026-01-02T03:04:05.000006Z"
            reportingController: example.test/c
            reportingInstance: c-1
            """));

        foreach (var resource in (string[])["events", "events.events.k8s.io", "ev"])
        {
            var shown = await kubectl.RunAsync("get", resource, "-o", "wide");
            Assert.Matches(@"^LAST SEEN +TYPE +REASON +OBJECT +SUBOBJECT +SOURCE +MESSAGE +FIRST SEEN +COUNT +NAME", shown);
            Assert.Matches(@"(?m)^\d\S* +Normal +Loaded +configmap/cm +data\.k +loader, h +It was loaded\. +\d\S* +3 +old$", shown);
            Assert.Matches(@"(?m)^\d\S* +Warning +Synced +pod/p +example\.test/c, c-1 +It is in sync\. +\d\S* +1 +new$", shown);
        }

        Assert.Matches(@"Warning +Synced +Pod/p +It is in sync\.", await kubectl.RunAsync("events", "--for", "pod/p"));
        Assert.Equal("old", await kubectl.RunAsync("get", "events", "--field-selector", "involvedObject.name=cm", "-o", "jsonpath={.items[*].metadata.name}"));
        Assert.Matches("event.* \"old\" deleted", await kubectl.RunAsync("delete", "event", "old"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Create_SecretForAToken_WarnsThatItStaysEmpty(string version)
    {
        var kubectl = KubectlRunner.Require(version, _server, _folder.Path);

        var (code, output, errors) = await kubectl.TryAsync("create", "-f", await FileAsync("""
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/service-account-token
            metadata: {name: s, namespace: default, annotations: {kubernetes.io/service-account.name: default}}
            """));

        Assert.Equal((0, "secret/s created"), (code, output));
        Assert.Contains("Warning: ", errors, StringComparison.Ordinal);
        Assert.Contains("kubectl create token default --namespace default", errors, StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync(KubectlRunner kubectl, string apiVersion, string kind, string more) =>
        await kubectl.RunAsync("create", "-o", "yaml", "-f", await FileAsync($"apiVersion: {apiVersion}\nkind: {kind}\n{more}\n"));

    private async Task<string> FileAsync(string yaml)
    {
        var file = _folder.File("objects.yaml");
        await File.WriteAllTextAsync(file, yaml);
        return file;
    }
}
