using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Core.Access.Rbac;

/// <summary>
/// The roles and bindings that every cluster has from the start (Kubernetes, <c>plugin/pkg/auth/authorizer/rbac/bootstrappolicy</c>), as
/// data in <c>Data/bootstrap-policy.json</c>, and how they are kept (<c>pkg/registry/rbac/reconciliation</c>): what is missing is added,
/// what somebody added stays, and who wants none of it says <c>rbac.authorization.kubernetes.io/autoupdate: "false"</c>.
/// </summary>
internal static class BootstrapPolicy
{
    private const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";
    private const string Aggregation = "aggregationRule";

    /// <summary>All of them, ready to be created.</summary>
    public static IReadOnlyList<(ResourceDefinition Resource, ObjectDocument Document)> Objects { get; } = Read();

    /// <summary>
    /// A binding that was once part of another one, and is made from that one where it is missing: whom an administrator has taken out
    /// there does not come back here (Kubernetes, <c>pkg/registry/rbac/rest/storage_rbac.go</c> primeSplitClusterRoleBindings).
    /// </summary>
    public static (string Source, string Target) SplitBinding { get; } = ("system:discovery", "system:public-info-viewer");

    /// <summary>The missing half of <see cref="SplitBinding"/>: bound to its own role, with the subjects, labels and annotations of the source.</summary>
    public static ObjectDocument Split(ObjectDocument source)
    {
        var target = Objects.First(entry =>
            entry.Resource == KubernetesKinds.ClusterRoleBindings && entry.Document.Metadata.Name == SplitBinding.Target).Document.Clone();
        CopyMember(target.Metadata.Node, source.Metadata.Node, "labels");
        CopyMember(target.Metadata.Node, source.Metadata.Node, "annotations");
        CopyMember(target.Root, source.Root, "subjects");
        return target;
    }

    /// <summary>The rules of one of the cluster roles, as they are from the start.</summary>
    public static PolicyRule[] RulesOf(string clusterRole) => RbacReader.RulesOf(
        Objects.First(entry => entry.Resource == KubernetesKinds.ClusterRoles && entry.Document.Metadata.Name == clusterRole).Document.Root);

    /// <summary>
    /// Puts back into an object what it lacks of the one it should be. False when nothing is lacking, or nobody may touch it.
    /// </summary>
    public static bool Reconcile(ObjectDocument current, ObjectDocument expected)
    {
        if (current.Metadata.Annotations?.GetString(AutoUpdate) == "false")
        {
            return false;
        }

        var before = current.Root.DeepClone();
        AddMissing(current.Metadata.Node.EnsureObject("labels"), expected.Metadata.Labels!);
        AddMissing(current.Metadata.Node.EnsureObject("annotations"), expected.Metadata.Annotations!);
        if (expected.Root[Aggregation] is { } aggregation)
        {
            current.Root[Aggregation] ??= aggregation.DeepClone();
        }
        else
        {
            AddMissingRules(current.Root, expected.Root);
        }

        AddMissingSubjects(current.Root, expected.Root);
        return !JsonNode.DeepEquals(before, current.Root);
    }

    private static void CopyMember(JsonObject target, JsonObject source, string name)
    {
        target.Remove(name);
        if (source[name] is { } value)
        {
            target[name] = value.DeepClone();
        }
    }

    private static void AddMissing(JsonObject current, JsonObject expected)
    {
        foreach (var (name, value) in expected)
        {
            if (!current.ContainsKey(name))
            {
                current[name] = value?.DeepClone();
            }
        }
    }

    private static void AddMissingRules(JsonObject current, JsonObject expected)
    {
        var held = RbacReader.RulesOf(current);
        var wanted = RbacReader.RulesOf(expected);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (RuleCover.FindUncovered(held, [wanted[i]]).Count > 0)
            {
                current.EnsureList("rules").Add(expected.GetList("rules")![i]!.DeepClone());
            }
        }
    }

    private static void AddMissingSubjects(JsonObject current, JsonObject expected)
    {
        foreach (var subject in expected.GetList("subjects") ?? [])
        {
            var subjects = current.EnsureList("subjects");
            if (!subjects.Any(existing => JsonNode.DeepEquals(existing, subject)))
            {
                subjects.Add(subject!.DeepClone());
            }
        }
    }

    private static List<(ResourceDefinition Resource, ObjectDocument Document)> Read()
    {
        using var stream = typeof(BootstrapPolicy).Assembly.GetManifestResourceStream("bootstrap-policy.json")!;
        var objects = new List<(ResourceDefinition Resource, ObjectDocument Document)>();
        foreach (var node in JsonNode.Parse(stream)!.AsArray().ToList())
        {
            node!.Parent!.AsArray().Remove(node);
            var document = new ObjectDocument(node.AsObject());
            document.Metadata.Node.EnsureObject("labels")["kubernetes.io/bootstrapping"] = "rbac-defaults";
            document.Metadata.Node.EnsureObject("annotations")[AutoUpdate] = "true";
            objects.Add((
                document.Root.GetString("kind") == RbacNames.ClusterRole ? KubernetesKinds.ClusterRoles : KubernetesKinds.ClusterRoleBindings, document));
        }

        return objects;
    }
}
