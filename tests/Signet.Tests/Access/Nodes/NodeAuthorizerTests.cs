using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Selectors;

namespace Signet.Tests.Access.Nodes;

/// <summary>The decisions of the mode Node and their reasons.</summary>
public sealed class NodeAuthorizerTests
{
    private const string NoRelation = "no relationship found between node 'n1' and this object";
    private const string Allowed = "allowed";
    private static readonly UserInfo Node = User("system:node:n1");
    private static readonly NodeAuthorizer Authorizer = WithOnePod();

    public static TheoryData<string, string, string, string, string, string> Requests => new()
    {
        // verb, resource with subresource, namespace, name, field selector, answer
        { "get", "secrets", "a", "s", "", Allowed },
        { "list", "secrets", "a", "s", "", Allowed },
        { "watch", "configmaps", "a", "c", "", Allowed },
        { "get", "secrets", "a", "c", "", NoRelation },
        { "get", "secrets", "b", "s", "", NoRelation },
        { "list", "secrets", "a", "", "", "No Object name found" },
        { "list", "secrets", "", "s", "", "can only read namespaced object of this type" },
        { "get", "secrets/x", "a", "s", "", "cannot read subresource" },
        { "delete", "configmaps", "a", "c", "", "can only read resources of this type" },
        { "get", "serviceaccounts", "a", "builder", "", Allowed },
        { "get", "serviceaccounts", "a", "other", "", NoRelation },
        { "list", "serviceaccounts", "a", "builder", "", "can only create tokens for individual service accounts" },
        { "get", "serviceaccounts/token", "a", "builder", "", "can only create tokens for individual service accounts" },
        { "create", "serviceaccounts", "a", "", "", "can only create tokens for individual service accounts" },
        { "create", "serviceaccounts/token", "a", "builder", "", Allowed },
        { "create", "serviceaccounts/token", "a", "other", "", NoRelation },
        { "create", "serviceaccounts/token", "a", "", "", "No Object name found" },
        { "get", "pods", "a", "web", "", Allowed },
        { "get", "pods", "a", "other", "", NoRelation },
        { "get", "pods/status", "a", "web", "", "" },
        { "list", "pods", "a", "web", "", Allowed },
        { "list", "pods", "", "", "", "can only list/watch pods with spec.nodeName field selector" },
        { "list", "pods", "", "", "spec.nodeName=n1", Allowed },
        { "watch", "pods", "", "", "status.phase=Running,spec.nodeName==n1,spec.nodeName=n2", Allowed },
        { "list", "pods", "", "", "spec.nodeName!=n1", "can only list/watch pods with spec.nodeName field selector" },
        { "list", "pods", "", "", "spec.nodeName=n2", "can only list/watch pods with spec.nodeName field selector" },
        { "deletecollection", "pods", "a", "", "spec.nodeName=n1", "" },
        { "create", "pods", "a", "", "", Allowed },
        { "delete", "pods", "a", "other", "", Allowed },
        { "update", "pods", "a", "web", "", "" },
        { "patch", "pods/status", "a", "other", "", Allowed },
        { "create", "pods/eviction", "a", "web", "", Allowed },
        { "create", "pods/binding", "a", "web", "", "" },
        { "get", "nodes", "", "n1", "", Allowed },
        { "get", "nodes", "", "n2", "", "node 'n1' cannot read 'n2', only its own Node object" },
        { "watch", "nodes", "", "", "", "node 'n1' cannot read all nodes, only its own Node object" },
        { "create", "nodes", "", "", "", Allowed },
        { "patch", "nodes/status", "", "n2", "", Allowed },
        { "get", "nodes/status", "", "n1", "", "" },
        { "delete", "nodes", "", "n1", "", "" },
        { "create", "leases.coordination.k8s.io", "kube-node-lease", "", "", Allowed },
        { "update", "leases.coordination.k8s.io", "kube-node-lease", "n1", "", Allowed },
        { "update", "leases.coordination.k8s.io", "kube-node-lease", "n2", "", "can only access node lease with the same name as the requesting node" },
        { "get", "leases.coordination.k8s.io", "a", "n1", "", "can only access leases in the \"kube-node-lease\" system namespace" },
        { "list", "leases.coordination.k8s.io", "kube-node-lease", "n1", "", "can only get, create, update, patch, or delete a node lease" },
        { "get", "persistentvolumeclaims", "a", "data", "", Allowed },
        { "list", "persistentvolumeclaims", "a", "data", "", "can only get individual resources of this type" },
        { "patch", "persistentvolumeclaims/status", "a", "data", "", Allowed },
        { "get", "persistentvolumes", "", "pv", "", NoRelation },
        { "get", "csinodes.storage.k8s.io", "", "n2", "", "can only access CSINode with the same name as the requesting node" },
        { "list", "services", "", "", "", Allowed },
        { "create", "tokenreviews.authentication.k8s.io", "", "", "", Allowed },
        { "get", "roles.rbac.authorization.k8s.io", "a", "r", "", "" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Authorize_RequestOfANode_DependsOnReferencesOfItsPods(
        string verb, string resource, string ns, string name, string fields, string expected) =>
        Assert.Equal(expected, Answer(Authorize(Request(Node, verb, resource, ns, name, fields))));

    [Theory]
    [InlineData("system:node:", "system:nodes", "unknown node for user \"system:node:\"")]
    [InlineData("system:node:n1", "developers", "")]
    [InlineData("System:Node:n1", "system:nodes", "")]
    [InlineData("system:nodes:n1", "system:nodes", "")]
    [InlineData("n1", "system:nodes", "")]
    [InlineData("system:node:N1", "system:nodes", "no relationship found between node 'N1' and this object")]
    public void Authorize_UserThatIsNotANode_HasNoOpinion(string name, string group, string expected) =>
        Assert.Equal(expected, Answer(Authorize(Request(User(name, group), "get", "secrets", "a", "s"))));

    [Fact]
    public void Authorize_Path_IsNotAllowed() =>
        Assert.Equal("", Answer(Authorize(new RequestAttributes { User = Node, Verb = "get", IsResourceRequest = false, Path = "/metrics" })));

    [Fact]
    public void RulesFor_Node_IsIncompleteWithAnError()
    {
        Assert.True(Authorizer.RulesFor(Node, "a").IsIncomplete);
        Assert.Equal(["node authorizer does not support user rule resolution"], Authorizer.RulesFor(Node, "a").Errors);
        Assert.Same(ResolvedRules.None, Authorizer.RulesFor(User("alice", "developers"), "a"));
    }

    [Theory]
    [InlineData("get", "secrets", "a", "s", "")]
    [InlineData("create", "serviceaccounts/token", "a", "builder", "")]
    [InlineData("get", "pods", "a", "web", "")]
    [InlineData("watch", "pods", "", "", "spec.nodeName=n1")]
    [InlineData("get", "nodes", "", "n1", "")]
    [InlineData("update", "leases.coordination.k8s.io", "kube-node-lease", "n1", "")]
    [InlineData("create", "tokenreviews.authentication.k8s.io", "", "", "")]
    [InlineData("get", "secrets", "a", "missing", "")]
    public void Authorize_RequestOfANode_AllocatesNothing(string verb, string resource, string ns, string name, string fields)
    {
        var request = Request(Node, verb, resource, ns, name, fields);

        Assert.Equal(0, AllocationMeter.Measure(() => Authorize(request)));
    }

    private static AuthorizationDecision Authorize(in RequestAttributes request)
    {
        var answer = Authorizer.AuthorizeAsync(request, default);
        return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException("The decision is not completed synchronously.");
    }

    private static string Answer(AuthorizationDecision decision) => decision.IsAllowed ? Allowed + decision.Reason : decision.Reason;

    private static UserInfo User(string name, string group = "system:nodes") => new() { Name = name, Groups = ["others", group] };

    private static RequestAttributes Request(UserInfo user, string verb, string resource, string ns, string name, string fields = "")
    {
        var subresource = resource.Split('/');
        var group = subresource[0].Split('.', 2);
        return new RequestAttributes
        {
            User = user,
            Verb = verb,
            IsResourceRequest = true,
            Path = "",
            ApiGroup = group.Length > 1 ? group[1] : "",
            ApiVersion = "v1",
            Resource = group[0],
            Subresource = subresource.Length > 1 ? subresource[1] : "",
            Namespace = ns,
            Name = name,
            FieldSelector = fields.Length == 0 ? null : FieldSelector.Parse(fields).Value,
        };
    }

    private static NodeAuthorizer WithOnePod()
    {
        var graph = new NodeGraph();
        graph.Replaced(KubernetesKinds.Pods,
        [
            StoredObjectReader.Read(
                """
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"a","uid":"u"},
                 "spec":{"nodeName":"n1","serviceAccountName":"builder","volumes":[{"name":"v","secret":{"secretName":"s"}},
                 {"name":"w","configMap":{"name":"c"}},{"name":"x","persistentVolumeClaim":{"claimName":"data"}}]}}
                """u8,
                new Revision(1)),
        ]);
        return new NodeAuthorizer(graph);
    }
}
