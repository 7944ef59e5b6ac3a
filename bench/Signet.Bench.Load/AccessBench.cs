using System.Diagnostics;
using System.Text;
using Signet.Core.Access;
using Signet.Core.Access.Rbac;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Bench.Load;

/// <summary>Many bindings: the cost of authorizing a request, and of adding one binding.</summary>
internal static class AccessBench
{
    private const int Namespaces = 100;
    private const int Users = 1_000;
    private const int Questions = 200_000;
    private const int Changes = 200;

    public static void Run(int bindings)
    {
        var rules = new RbacRules();
        rules.Replaced(KubernetesKinds.ClusterRoles, [Read(
            """{"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"reader","uid":"0"},"rules":[{"verbs":["get","list","watch"],"apiGroups":[""],"resources":["pods","secrets"]}]}""")]);
        var start = Stopwatch.GetTimestamp();
        rules.Replaced(KubernetesKinds.RoleBindings, Enumerable.Range(0, bindings).Select(i => Binding(i, i % Users)));
        Report.Line($"{bindings} bindings compiled at the start", $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");

        var authorizer = new RbacAuthorizer(rules);
        Ask("authorize, allowed by a binding", authorizer, Request(77, "get"));
        Ask("authorize, nobody allows it", authorizer, Request(77, "delete"));
        Ask("authorize, a user without bindings", authorizer, Request(Users + 1, "get"));

        start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Changes; i++)
        {
            // Alternates the user, so that each write is a change.
            rules.Changed(KubernetesKinds.RoleBindings, [new ObjectEvent(ObjectEventType.Modified, Binding(i, (i + 1) % Users), null)]);
        }

        Report.Line("the next snapshot, after one change", $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds / Changes:0.000} ms");
    }

    /// <summary>Authorizes the same request many times: nanoseconds and bytes for one.</summary>
    public static void Ask(string what, IAuthorizer authorizer, RequestAttributes request)
    {
        Repeat(authorizer, request);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        Repeat(authorizer, request);
        var nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Questions;
        Report.Line(what, $"{nanoseconds:0} ns, {(GC.GetAllocatedBytesForCurrentThread() - allocated) / Questions} B");
    }

    private static void Repeat(IAuthorizer authorizer, in RequestAttributes request)
    {
        for (var i = 0; i < Questions; i++)
        {
            var answer = authorizer.AuthorizeAsync(request, CancellationToken.None);
            if (!answer.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("The answer is not there at once.");
            }
        }
    }

    private static RequestAttributes Request(int user, string verb) => new()
    {
        User = new UserInfo { Name = $"user-{user}", Groups = ["developers", "system:authenticated"] },
        Verb = verb,
        IsResourceRequest = true,
        Path = $"/api/v1/namespaces/ns-{user % Namespaces}/pods/p",
        ApiGroup = "",
        ApiVersion = "v1",
        Resource = "pods",
        Subresource = "",
        Namespace = $"ns-{user % Namespaces}",
        Name = "p",
    };

    private static StoredObject Binding(int index, int user) => Read(
        $$$"""{"kind":"RoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"binding-{{{index}}}","namespace":"ns-{{{index % Namespaces}}}","uid":"0"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"user-{{{user}}}"}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"reader"}}""");

    private static StoredObject Read(string json) => StoredObjectReader.Read(Encoding.UTF8.GetBytes(json), new Revision(7));
}
