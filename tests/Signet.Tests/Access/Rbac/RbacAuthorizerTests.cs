using CsCheck;
using Signet.Core.Access;
using Signet.Core.Access.Rbac;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Tests.Access.Rbac;

/// <summary>Compares the compiled rules with a reference implementation, and measures allocations.</summary>
public sealed class RbacAuthorizerTests
{
    private const int RuleSets = 5_000;
    private const int RequestsEach = 20;

    private static readonly Gen<string> Namespace = Gen.OneOf("", "n1", "n2");

    private static readonly Gen<ModelRule> Rule =
        from verbs in Gen.OneOf("get", "list", "create", "*", "*").Array[1, 3]
        from groups in Gen.OneOf("", "apps", "*").Array[1, 3]
        from resources in Gen.OneOf("pods", "pods/log", "serviceaccounts", "serviceaccounts/token", "*/token", "*/log", "*").Array[0, 4]
        from names in Gen.OneOf(Gen.Const<string[]>([]), Gen.OneOf("a", "b").Array[1, 2])
        from urls in Gen.OneOf("/", "/healthz", "/healthz/*", "/api*", "*").Array[0, 1]
        select new ModelRule(verbs, groups, resources, names, urls);

    private static readonly Gen<ModelRole[]> Roles = Gen.Select(Namespace, Gen.OneOf("r1", "r2"), Rule.Array[0, 3])
        .Select(parts => new ModelRole(parts.Item1, parts.Item2, parts.Item3)).Array[2, 6]
        .Select(roles => roles.DistinctBy(role => (role.Namespace, role.Name)).ToArray());

    private static readonly Gen<ModelSubject> Subject = Gen.OneOf(
        Gen.OneOf("alice", "system:serviceaccount:n1:sa").Select(name => new ModelSubject("User", name, "")),
        Gen.OneOf("devs", "system:serviceaccounts", "ops").Select(name => new ModelSubject("Group", name, "")),
        Namespace.Select(ns => new ModelSubject("ServiceAccount", "sa", ns)));

    private static readonly Gen<ModelBinding[]> Bindings =
        Gen.Select(Namespace, Gen.OneOf("b1", "b2", "b3"), Gen.Bool, Gen.OneOf("r1", "r2"), Subject.Array[0, 3])
        .Select(parts => new ModelBinding(parts.Item1, parts.Item2, parts.Item3 || parts.Item1.Length == 0, parts.Item4, parts.Item5)).Array[3, 12]
        .Select(bindings => bindings.DistinctBy(binding => (binding.Namespace, binding.Name)).ToArray());

    private static readonly Gen<PolicyModel> Policy = Gen.Select(Roles, Bindings).Select(parts => new PolicyModel(parts.Item1, parts.Item2));

    private static readonly Gen<UserInfo> User = Gen.OneOf(
        new UserInfo { Name = "alice", Groups = ["devs", "system:authenticated"] },
        new UserInfo { Name = "bob" },
        new UserInfo { Name = "system:serviceaccount:n1:sa", Groups = ["system:serviceaccounts", "ops"] },
        new UserInfo { Name = "system:serviceaccount:n2:sa", Groups = ["system:serviceaccounts"] });

    private static readonly Gen<RequestAttributes> Request =
        from user in User
        from verb in Gen.OneOf("get", "list", "create", "delete")
        from isResource in Gen.Int[0, 4]
        from path in Gen.OneOf("/", "/healthz", "/healthz/ping", "/api", "/apis", "/version")
        from ns in Namespace
        from apiGroup in Gen.OneOf("", "apps", "batch")
        from resource in Gen.OneOf("pods", "serviceaccounts", "secrets")
        from subresource in Gen.OneOf("", "log", "token", "oken")
        from name in Gen.OneOf("", "a", "c")
        select new RequestAttributes
        {
            User = user,
            Verb = verb,
            IsResourceRequest = isResource > 0,
            Path = path,
            Namespace = ns,
            ApiGroup = apiGroup,
            Resource = resource,
            Subresource = subresource,
            Name = name,
        };

    [Fact]
    public void Authorize_AnyRulesAndRequest_EqualsTheReferenceImplementation()
    {
        var allowed = 0;
        Gen.Select(Policy, Policy, Request.Array[RequestsEach]).Sample(
            (before, after, requests) =>
            {
                // Rules are built as in a server: initial objects, then changes to the final state.
                var rules = new RbacRules();
                foreach (var (resource, change) in before.Added().Concat(Between(before, after)))
                {
                    rules.Changed(resource, [change]);
                }

                var authorizer = new RbacAuthorizer(rules);
                foreach (var request in requests)
                {
                    var isAllowed = Ask(authorizer, request).IsAllowed;
                    Assert.Equal(after.Allows(request), isAllowed);
                    allowed += isAllowed ? 1 : 0;
                }
            },
            iter: RuleSets,
            threads: 1);

        // Both decisions must be frequent for the test to be meaningful.
        Assert.InRange(allowed, RuleSets * RequestsEach / 50, RuleSets * RequestsEach / 2);
    }

    [Fact]
    public void Replaced_KindReadAgain_RemovesDeletedObjectsAndKeepsOtherKinds() => Gen.Select(Policy, Policy, Request.Array[RequestsEach]).Sample(
        (before, after, requests) =>
        {
            var rules = new RbacRules();
            foreach (var (resource, change) in before.Added())
            {
                rules.Changed(resource, [change]);
            }

            // Roles are read again, bindings stay.
            var stored = after.Roles.Select(PolicyModel.Store).ToList();
            foreach (var resource in new[] { KubernetesKinds.Roles, KubernetesKinds.ClusterRoles })
            {
                rules.Replaced(resource, stored.Where(role => role.Resource == resource).Select(role => role.Object));
            }

            var now = new PolicyModel(after.Roles, before.Bindings);
            Assert.All(requests, request => Assert.Equal(now.Allows(request), Ask(new RbacAuthorizer(rules), request).IsAllowed));
        },
        iter: 500,
        threads: 1);

    [Fact]
    public void Authorize_TenThousandBindings_AllocatesNothing()
    {
        var rules = new RbacRules();
        rules.Replaced(KubernetesKinds.ClusterRoles, [PolicyModel.Store(new ModelRole("", "reader", [new(["get"], [""], ["pods"], [], [])])).Object]);
        rules.Replaced(KubernetesKinds.RoleBindings, Enumerable.Range(0, 10_000).Select(i => PolicyModel.Store(
            new ModelBinding($"n{i % 100}", $"b{i}", true, "reader", [new("User", $"u{i % 1_000}", ""), new("Group", $"g{i % 50}", "")])).Object));
        var authorizer = new RbacAuthorizer(rules);
        var request = new RequestAttributes
        {
            User = new UserInfo { Name = "u77", Groups = ["g27", "system:authenticated"] },
            Verb = "get",
            IsResourceRequest = true,
            Path = "/api/v1/namespaces/n77/pods/p",
            Namespace = "n77",
            ApiGroup = "",
            Resource = "pods",
            Subresource = "",
            Name = "p",
        };

        Assert.Equal(0, AllocationMeter.Measure(() => Assert.True(Ask(authorizer, request).IsAllowed)));
        Assert.Equal(0, AllocationMeter.Measure(() => Assert.False(Ask(authorizer, request with { Verb = "delete" }).IsAllowed)));
    }

    private static AuthorizationDecision Ask(RbacAuthorizer authorizer, RequestAttributes request)
    {
        var pending = authorizer.AuthorizeAsync(request, CancellationToken.None);
        return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("The decision is not completed synchronously.");
    }

    private static IEnumerable<(ResourceDefinition Resource, ObjectEvent Event)> Between(PolicyModel before, PolicyModel after)
    {
        var old = before.Added().ToDictionary(added => (added.Resource, added.Event.Object.Key), added => added.Event.Object);
        foreach (var (resource, added) in after.Added())
        {
            yield return old.Remove((resource, added.Object.Key), out var previous)
                ? (resource, new ObjectEvent(ObjectEventType.Modified, added.Object, previous))
                : (resource, added);
        }

        foreach (var ((resource, _), gone) in old)
        {
            yield return (resource, new ObjectEvent(ObjectEventType.Deleted, gone, gone));
        }
    }
}
