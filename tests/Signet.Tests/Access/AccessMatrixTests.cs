using System.Text;
using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Access.Rbac;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources;
using Signet.Core.Resources.Kinds;
using Signet.Server.Authorization;
using Signet.Server.Hosting;

namespace Signet.Tests.Access;

/// <summary>
/// Every served verb of every resource, for whoever has no rights, one by a role, one by a cluster role, one for a name, and for nodes,
/// administrators and the anonymous. A new resource needs a row here: what nodes and what everybody may do with it.
/// </summary>
public sealed class AccessMatrixTests
{
    private const string Own = "x";
    private const string Namespace = "kube-node-lease";
    private static readonly UserInfo Alice = User("alice");
    private static readonly UserInfo Node = new() { Name = "system:node:" + Own, Groups = ["system:nodes", "system:authenticated"] };
    private static readonly UserInfo Master = new() { Name = "root", Groups = ["system:masters", "system:authenticated"] };

    /// <summary>What a node may do with what is its own, and what everybody may who said who they are.</summary>
    private static readonly Dictionary<string, (string Node, string Everybody)> Rows = new(StringComparer.Ordinal)
    {
        ["configmaps"] = ("get list watch", ""),
        ["namespaces"] = ("", ""),
        ["namespaces/finalize"] = ("", ""),
        ["namespaces/status"] = ("", ""),
        ["nodes"] = ("create get list patch update watch", ""),
        ["nodes/status"] = ("patch update", ""),
        ["pods"] = ("create delete get list watch", ""),
        ["pods/binding"] = ("", ""),
        ["pods/status"] = ("patch update", ""),
        ["secrets"] = ("get list watch", ""),
        ["serviceaccounts"] = ("get", ""),
        ["serviceaccounts/token"] = ("create", ""),
        ["tokenreviews.authentication.k8s.io"] = ("create", ""),
        ["selfsubjectreviews.authentication.k8s.io"] = ("create", "create"),
        ["localsubjectaccessreviews.authorization.k8s.io"] = ("create", ""),
        ["selfsubjectaccessreviews.authorization.k8s.io"] = ("create", "create"),
        ["selfsubjectrulesreviews.authorization.k8s.io"] = ("create", "create"),
        ["subjectaccessreviews.authorization.k8s.io"] = ("create", ""),
        ["clusterrolebindings.rbac.authorization.k8s.io"] = ("", ""),
        ["clusterroles.rbac.authorization.k8s.io"] = ("", ""),
        ["rolebindings.rbac.authorization.k8s.io"] = ("", ""),
        ["roles.rbac.authorization.k8s.io"] = ("", ""),
        ["leases.coordination.k8s.io"] = ("create delete get patch update", ""),
    };

    private static readonly Served[] All =
    [
        .. KubernetesKinds.Registry.All.Select(resource => new Served(resource.Kind.Group, resource.Plural, resource.Namespaced, resource.Verbs)),
        .. RouteTable.VirtualResources.Select(resource => new Served(resource.Group, resource.Name, resource.Namespaced, resource.Verbs)),
    ];

    public static TheoryData<string> Resources => [.. All.Select(resource => resource.Key)];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Authorize_EveryVerb_IsAnsweredAsRolesAndTheRowSay(string key)
    {
        var resource = All.Single(served => served.Key == key);
        Assert.True(Rows.TryGetValue(key, out var row), $"{key} has no row: say what nodes, and what everybody, may do with it.");
        var authorizer = AuthorizerFor(resource);
        var (nodes, everybody) = (row.Node.Split(' '), row.Everybody.Split(' '));
        foreach (var verb in resource.Verbs)
        {
            var isFree = everybody.Contains(verb);
            Expect(true, Master, verb);
            Expect(isFree, Alice, verb);
            Expect(false, KnownUsers.Anonymous, verb);
            Expect(nodes.Contains(verb) || isFree, Node, verb);
            foreach (var granted in resource.Verbs)
            {
                var isGranted = granted == verb;
                Expect(isFree || (isGranted && resource.Namespaced), User("role-" + granted), verb);
                Expect(isFree, User("role-" + granted), verb, resource.Namespaced ? "elsewhere" : "");
                Expect(isFree || isGranted, User("cluster-" + granted), verb);
                Expect(isFree || isGranted, User("named-" + granted), verb);
                Expect(isFree, User("named-" + granted), verb, name: "y");
                Expect(isFree, User("named-" + granted), verb, name: "");
            }
        }

        void Expect(bool expected, UserInfo user, string verb, string ns = Namespace, string name = Own)
        {
            var answer = authorizer.AuthorizeAsync(resource.Request(user, verb, ns, name), default);
            Assert.True(answer.IsCompletedSuccessfully && answer.Result.IsAllowed == expected, $"{user.Name} {verb} {key} in '{ns}' by the name '{name}'");
        }
    }

    private static UserInfo User(string name) => new() { Name = name, Groups = ["system:authenticated"] };

    /// <summary>The default modes over what every server starts with, and a role and a binding for each verb.</summary>
    private static AuthorizerChain AuthorizerFor(Served resource)
    {
        var rules = new RbacRules();
        Replace(KubernetesKinds.ClusterRoles, [.. resource.Verbs.Select(verb => Role("ClusterRole", verb, "")), .. resource.Verbs.Select(verb => Role("ClusterRole", verb, Own))]);
        Replace(KubernetesKinds.Roles, [.. resource.Verbs.Select(verb => Role("Role", verb, ""))]);
        Replace(KubernetesKinds.RoleBindings, [.. resource.Verbs.Select(verb => Binding("RoleBinding", "role-", verb, ""))]);
        Replace(KubernetesKinds.ClusterRoleBindings,
            [.. resource.Verbs.Select(verb => Binding("ClusterRoleBinding", "cluster-", verb, "")), .. resource.Verbs.Select(verb => Binding("ClusterRoleBinding", "named-", verb, Own))]);
        var graph = new NodeGraph();
        graph.Replaced(KubernetesKinds.Pods,
        [
            Store($$$"""
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{Own}}}","namespace":"{{{Namespace}}}","uid":"u"},"spec":{"nodeName":"{{{Own}}}",
                 "serviceAccountName":"{{{Own}}}","volumes":[{"name":"s","secret":{"secretName":"{{{Own}}}"}},{"name":"c","configMap":{"name":"{{{Own}}}"}}]}}
                """),
        ]);
        return new AuthorizerChain([new PrivilegedGroup(), new NodeAuthorizer(graph), new RbacAuthorizer(rules)]);

        void Replace(ResourceDefinition kind, IEnumerable<StoredObject> more) =>
            rules.Replaced(kind, [.. BootstrapPolicy.Objects.Where(entry => entry.Resource == kind).Select(entry => Bootstrapped(entry.Document)), .. more]);

        StoredObject Role(string kind, string verb, string name) => Store(
            $$"""{"kind":"{{kind}}","apiVersion":"v1","metadata":{"name":"{{verb + name}}"{{NamespaceOf(kind)}},"uid":"u"},"""
            + $$"""
            "rules":[{"verbs":["{{verb}}"],"apiGroups":["{{resource.Group}}"],"resources":["{{resource.Name}}"]{{(name.Length == 0 ? "" : $",\"resourceNames\":[\"{name}\"]")}}}]}
            """);

        static StoredObject Binding(string kind, string prefix, string verb, string name) => Store(
            $$"""{"kind":"{{kind}}","apiVersion":"v1","metadata":{"name":"{{prefix + verb}}"{{NamespaceOf(kind)}},"uid":"u"},"""
            + $$"""
            "roleRef":{"kind":"{{kind.Replace("Binding", "", StringComparison.Ordinal)}}","name":"{{verb + name}}"},"subjects":[{"kind":"User","name":"{{prefix + verb}}"}]}
            """);

        static string NamespaceOf(string kind) => kind.StartsWith("Cluster", StringComparison.Ordinal) ? "" : $",\"namespace\":\"{Namespace}\"";
    }

    private static StoredObject Bootstrapped(ObjectDocument document)
    {
        var copy = document.Clone();
        copy.Metadata.Uid = "u";
        return Store(copy.Root.ToJsonString());
    }

    private static StoredObject Store(string json) => StoredObjectReader.Read(Encoding.UTF8.GetBytes(json), new Revision(1));

    private sealed record Served(string Group, string Name, bool Namespaced, IReadOnlyList<string> Verbs)
    {
        public string Key => Group.Length == 0 ? Name : $"{Name}.{Group}";

        /// <summary>What it is to ask: a list of one name counts as that object; a creation has no name, but beneath an object.</summary>
        public RequestAttributes Request(UserInfo user, string verb, string ns, string name)
        {
            var parts = Name.Split('/');
            return new RequestAttributes
            {
                User = user,
                Verb = verb,
                IsResourceRequest = true,
                Path = "",
                ApiGroup = Group,
                ApiVersion = "v1",
                Resource = parts[0],
                Subresource = parts.Length > 1 ? parts[1] : "",
                Namespace = Namespaced ? ns : "",
                Name = name,
            };
        }
    }
}
