using System.Text.Json.Nodes;
using Signet.Core.Access;
using Signet.Core.Admission;
using Signet.Core.Admission.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Testing;

namespace Signet.Tests.Admission.Nodes;

/// <summary>The limits of writes by nodes, with the messages that clients see.</summary>
public sealed class NodeRestrictionTests : IAsyncLifetime
{
    private const string OwnedBy = "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"n1\",\"uid\":\"node-uid\",\"controller\":true}]";
    private const string Mirror = "\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"}";
    private static readonly UserInfo Node = new() { Name = "system:node:n1", Groups = ["system:nodes"] };
    private readonly RunningCache _running = RunningCache.Start();

    public async ValueTask InitializeAsync()
    {
        await _running.PutAsync(KubernetesKinds.Nodes, "", "n1", "node-uid");
        await _running.PutAsync(KubernetesKinds.Pods, "a", "web", "web-uid",
            """
            ,"spec":{"nodeName":"n1","serviceAccountName":"builder","volumes":[{"name":"e","emptyDir":{}},{"name":"p","projected":{"sources":[
            {"configMap":{"name":"c"}},{"serviceAccountToken":{"path":"t"}},{"serviceAccountToken":{"path":"u","audience":"vault"}}]}}]}
            """);
        await _running.PutAsync(KubernetesKinds.Pods, "a", "bare", "bare-uid", ""","spec":{"nodeName":"n1"}""");
        await _running.PutAsync(KubernetesKinds.Pods, "a", "far", "far-uid", ""","spec":{"nodeName":"n2"}""");
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Theory]
    [InlineData("n2", "{}", "node \"n1\" is not allowed to modify node \"n2\"")]
    [InlineData("n1", """{"metadata":{"labels":{"zone":"b","kubernetes.io/hostname":"h","node.kubernetes.io/x":"y","a.kubelet.kubernetes.io/b":"c"}}}""", null)]
    [InlineData("n1", """{"metadata":{"labels":{"x.node-restriction.kubernetes.io/z":"","k8s.io/a":"","mykubernetes.io/a":"","topology.kubernetes.io/zone":""}}}""",
        "node \"n1\" is not allowed to set the following labels: k8s.io/a, x.node-restriction.kubernetes.io/z")]
    [InlineData("n1", """{"spec":{"taints":[{"key":"a","effect":"NoExecute"}],"unschedulable":true}}""", null)]
    [InlineData("n1", """{"spec":{"configSource":{}}}""", "node \"n1\" is not allowed to create pods with a non-nil configSource")]
    public async Task Admit_CreationOfANode_IsItsOwnWithinLimits(string name, string node, string? expected) =>
        await ExpectAsync(expected, AdmissionOperation.Create, KubernetesKinds.Nodes, "", "", name, node, null);

    [Theory]
    [InlineData("", """{"metadata":{"labels":{"zone":"b"},"annotations":{"a":"b"}},"spec":{"unschedulable":true}}""", null)]
    [InlineData("", """{"metadata":{"labels":{"kubernetes.io/frob":"a"}}}""", "is not allowed to modify labels: kubernetes.io/frob")]
    [InlineData("", """{"metadata":{}}""", "is not allowed to modify labels: kubernetes.io/given")]
    [InlineData("status", """{"metadata":{"labels":{"kubernetes.io/given":"b"}}}""", "is not allowed to modify labels: kubernetes.io/given")]
    [InlineData("", """{"metadata":{"labels":{"k8s.io/a":""},"ownerReferences":[{"name":"o"}]},"spec":{"taints":[{"key":"b"}]}}""", "node \"n1\" is not allowed to modify taints")]
    [InlineData("", """{"metadata":{"labels":{"k8s.io/a":""},"ownerReferences":[{"name":"o"}]}}""", "node \"n1\" is not allowed to modify ownerReferences")]
    [InlineData("", """{"spec":{"configSource":{"configMap":{"name":"c"}}}}""", "node \"n1\" is not allowed to update configSource to a new non-nil configSource")]
    public async Task Admit_ChangeOfItsNode_KeepsSchedulingFields(string subresource, string change, string? expected)
    {
        const string Current = """{"metadata":{"labels":{"kubernetes.io/given":"a"}},"spec":{"taints":[{"key":"a","effect":"NoExecute"}]}}""";
        var updated = (JsonObject)JsonNode.Parse(change)!;
        updated["spec"] ??= new JsonObject();
        updated["spec"]!["taints"] ??= JsonNode.Parse("""[{"effect":"NoExecute","key":"a","value":""}]""");
        updated["metadata"] ??= new JsonObject();
        if (expected is null || !expected.Contains("given", StringComparison.Ordinal))
        {
            updated["metadata"]!.AsObject().EnsureObject("labels")["kubernetes.io/given"] = "a";
        }

        await ExpectAsync(expected, AdmissionOperation.Update, KubernetesKinds.Nodes, subresource, "", "n1", updated.ToJsonString(), Current);
    }

    [Theory]
    [InlineData($$$"""{"metadata":{{{{Mirror}}},{{{OwnedBy}}}},"spec":{"nodeName":"n1","volumes":[{"name":"a","emptyDir":{}}]}}""", null)]
    [InlineData($$$"""{"metadata":{{{{OwnedBy}}}},"spec":{"nodeName":"n1"}}""",
        "pod does not have \"kubernetes.io/config.mirror\" annotation, node \"n1\" can only create mirror pods")]
    [InlineData($$$"""{"metadata":{{{{Mirror}}},{{{OwnedBy}}}},"spec":{}}""", "node \"n1\" can only create pods with spec.nodeName set to itself")]
    [InlineData($$$"""{"metadata":{{{{Mirror}}}},"spec":{"nodeName":"n1"}}""", "node \"n1\" can only create pods with an owner reference set to itself")]
    [InlineData($$$"""{"metadata":{{{{Mirror}}},"ownerReferences":[{},{}]},"spec":{"nodeName":"n1"}}""",
        "node \"n1\" can only create pods with a single owner reference set to itself")]
    [InlineData($$$"""{"metadata":{{{{Mirror}}},"ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n1","uid":"node-uid"}]},"spec":{"nodeName":"n1"}}""",
        "node \"n1\" can only create pods with a controller owner reference set to itself")]
    [InlineData($$$"""{"metadata":{{{{Mirror}}},"ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n1","uid":"x","controller":true}]},"spec":{"nodeName":"n1"}}""",
        "node n1 UID mismatch: expected x got node-uid")]
    [InlineData($$$"""{"metadata":{{{{Mirror}}},{{{OwnedBy}}}},"spec":{"nodeName":"n1","serviceAccountName":"s"}}""",
        "node \"n1\" can not create pods that reference a service account")]
    [InlineData($$$"""{"metadata":{{{{Mirror}}},{{{OwnedBy}}}},"spec":{"nodeName":"n1","containers":[{"name":"c","envFrom":[{"configMapRef":{"name":"c"}}]}]}}""",
        "node \"n1\" can not create pods that reference configmaps")]
    [InlineData($$$"""{"metadata":{{{{Mirror}}},{{{OwnedBy}}}},"spec":{"nodeName":"n1","volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"c"}}]}}""",
        "node \"n1\" can not create pods that reference persistentvolumeclaims")]
    public async Task Admit_CreationOfAPod_IsAMirrorPodOfItsOwn(string pod, string? expected) =>
        await ExpectAsync(expected, AdmissionOperation.Create, KubernetesKinds.Pods, "", "a", "p", pod, null);

    [Theory]
    [InlineData("n1", "", """{"metadata":{"labels":{"a":"b"}}}""", "unexpected operation \"UPDATE\", node \"n1\" can only create and delete mirror pods")]
    [InlineData("n1", "status", """{"metadata":{"labels":{"a":"b"},"annotations":{"c":"d"}},"status":{"phase":"Running"}}""", null)]
    [InlineData("n2", "status", """{"metadata":{"labels":{"a":"b"}}}""", "node \"n1\" can only update pod status for pods with spec.nodeName set to itself")]
    [InlineData("n1", "status", """{"metadata":{}}""", "node \"n1\" cannot update labels through pod status")]
    [InlineData("n1", "status", """{"metadata":{"labels":{"a":"b"}},"status":{"resourceClaimStatuses":[{"name":"c"}]}}""", "node \"n1\" cannot update resource claim statues")]
    [InlineData("n1", "binding", """{"metadata":{}}""", "unexpected pod subresource \"binding\", only 'status' and 'eviction' are allowed")]
    public async Task Admit_ChangeOfAPod_IsTheStatusOfItsOwnPod(string node, string subresource, string pod, string? expected) =>
        await ExpectAsync(expected, AdmissionOperation.Update, KubernetesKinds.Pods, subresource, "a", "p", pod,
            $$$"""{"metadata":{"labels":{"a":"b"}},"spec":{"nodeName":"{{{node}}}"}}""");

    [Theory]
    [InlineData("""{"spec":{"nodeName":"n1"}}""", null)]
    [InlineData("""{"spec":{"nodeName":"n2"}}""", "node \"n1\" can only delete pods with spec.nodeName set to itself")]
    [InlineData("""{"spec":{}}""", "node \"n1\" can only delete pods with spec.nodeName set to itself")]
    public async Task Admit_DeletionOfAPod_IsItsOwnPod(string pod, string? expected) =>
        await ExpectAsync(expected, AdmissionOperation.Delete, KubernetesKinds.Pods, "", "a", "p", null, pod);

    [Theory]
    [InlineData("kube-node-lease", "n1", null)]
    [InlineData("kube-node-lease", "n2", "can only access node lease with the same name as the requesting node")]
    [InlineData("kube-node-lease", "", "can only access node lease with the same name as the requesting node")]
    [InlineData("a", "n1", "can only access leases in the \"kube-node-lease\" system namespace")]
    public async Task Admit_Lease_HasTheNodesName(string ns, string name, string? expected) =>
        await ExpectAsync(expected, AdmissionOperation.Create, KubernetesKinds.Leases, "", ns, name, "{}", null);

    [Theory]
    [InlineData("""{}""", "node requested token not bound to a pod")]
    [InlineData("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v2","name":"web","uid":"web-uid"}}""", "node requested token not bound to a pod")]
    [InlineData("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web"}}""", "node requested token with a pod binding without a uid")]
    [InlineData("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web","uid":"x"}}""",
        "the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated")]
    [InlineData("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"far","uid":"far-uid"}}""", "node requested token bound to a pod scheduled on a different node")]
    [InlineData("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web","uid":"web-uid"}}""", null)]
    [InlineData("""{"audiences":[""],"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web","uid":"web-uid"}}""", null)]
    [InlineData("""{"audiences":["vault"],"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web","uid":"web-uid"}}""", null)]
    [InlineData("""{"audiences":["vault",""],"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web","uid":"web-uid"}}""", "node may only request 0 or 1 audiences")]
    [InlineData("""{"audiences":["db"],"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web","uid":"web-uid"}}""",
        "audience \"db\" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience")]
    [InlineData("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"bare","uid":"bare-uid"}}""",
        "audience \"\" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience")]
    [InlineData("""{"audiences":["granted"],"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"bare","uid":"bare-uid"}}""", null)]
    public async Task Admit_TokenRequest_IsForAPodThatRunsHere(string spec, string? expected) =>
        await ExpectAsync(expected, AdmissionOperation.Create, KubernetesKinds.ServiceAccounts, "token", "a", "builder", $$"""{"spec":{{spec}}}""", null);

    [Fact]
    public async Task Admit_TokenForAPodThatIsMissing_IsNotFound()
    {
        const string Spec = """{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"nope","uid":"x"}}}""";

        var refused = await AdmitAsync(Node, AdmissionOperation.Create, KubernetesKinds.ServiceAccounts, "token", "a", "builder", Spec, null);

        Assert.Equal((404, "pod \"nope\" not found"), (refused?.Code, refused?.Message));
    }

    [Fact]
    public async Task Admit_NodeWithoutAName_MayWriteNothing()
    {
        var nameless = new UserInfo { Name = "system:node:", Groups = ["system:nodes", "system:masters"] };

        var refused = await AdmitAsync(nameless, AdmissionOperation.Create, KubernetesKinds.ConfigMaps, "", "a", "x", "{}", null);

        Assert.Equal("configmaps \"x\" is forbidden: could not determine node from user \"system:node:\"", refused?.Message);
    }

    [Theory]
    [InlineData("system:node:n1", "system:masters")]
    [InlineData("alice", "system:nodes")]
    public async Task Admit_UserThatIsNotANode_IsNotLimited(string name, string group) =>
        Assert.Null(await AdmitAsync(
            new UserInfo { Name = name, Groups = [group] }, AdmissionOperation.Delete, KubernetesKinds.Nodes, "", "", "n9", null, "{}"));

    private async Task ExpectAsync(
        string? expected, AdmissionOperation operation, ResourceDefinition resource, string subresource, string ns, string name, string? document,
        string? current)
    {
        var refused = await AdmitAsync(Node, operation, resource, subresource, ns, name, document, current);
        var about = name.Length == 0 ? $"{resource.GroupResource}" : $"{resource.GroupResource} \"{name}\"";

        Assert.Equal(expected is null ? null : $"{about} is forbidden: {expected}", refused?.Message);
    }

    private ValueTask<StatusError?> AdmitAsync(
        UserInfo user, AdmissionOperation operation, ResourceDefinition resource, string subresource, string ns, string name, string? document,
        string? current) =>
        new NodeRestriction(_running.View, new Grants()).AdmitAsync(
            new AdmissionRequest
            {
                Operation = operation,
                Resource = resource.GroupResource,
                Subresource = subresource,
                Namespace = ns,
                Name = name,
                User = user,
                Document = Parse(document),
                Current = Parse(current),
            },
            default);

    private static ObjectDocument? Parse(string? json) => json is null ? null : new ObjectDocument((JsonObject)JsonNode.Parse(json)!);

    /// <summary>Grants nodes the audience <c>granted</c> for the account builder.</summary>
    private sealed class Grants : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
            new(attributes is { Verb: "request-serviceaccounts-token-audience", ApiGroup: "", Resource: "granted", Subresource: "", Namespace: "a", Name: "builder" }
                ? AuthorizationDecision.Allow
                : AuthorizationDecision.NoOpinion);
    }
}
