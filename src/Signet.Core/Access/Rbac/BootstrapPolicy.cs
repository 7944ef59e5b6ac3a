using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;

namespace Signet.Core.Access.Rbac;

/// <summary>
/// The default roles and bindings of a cluster (Kubernetes, <c>plugin/pkg/auth/authorizer/rbac/bootstrappolicy</c>), as data in
/// <c>Data/bootstrap-policy.json</c>, and their reconciliation (<c>pkg/registry/rbac/reconciliation</c>): missing rules and subjects are added,
/// additional ones stay. <c>rbac.authorization.kubernetes.io/autoupdate: "false"</c> disables it for an object.
/// </summary>
internal static class BootstrapPolicy
{
    private const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";
    private const string Aggregation = "aggregationRule";

    /// <summary>The objects, ready to be created.</summary>
    public static IReadOnlyList<(ResourceDefinition Resource, ObjectDocument Document)> Objects { get; } = Read();

    /// <summary>
    /// A binding that was once part of another one, and is created from it if it is missing, so that a subject that an administrator has removed
    /// there is not added here (Kubernetes, <c>pkg/registry/rbac/rest/storage_rbac.go</c> primeSplitClusterRoleBindings).
    /// </summary>
    public static (string Source, string Target) SplitBinding { get; } = ("system:discovery", "system:public-info-viewer");

    /// <summary>Creates the target of <see cref="SplitBinding"/>: it has its own role, and the subjects, labels and annotations of the source.</summary>
    public static ObjectDocument Split(ObjectDocument source)
    {
        var target = Objects.First(entry =>
            entry.Resource == KubernetesKinds.ClusterRoleBindings && entry.Document.Metadata.Name == SplitBinding.Target).Document.Clone();
        CopyMember(target.Metadata.Node, source.Metadata.Node, "labels");
        CopyMember(target.Metadata.Node, source.Metadata.Node, "annotations");
        CopyMember(target.Root, source.Root, "subjects");
        return target;
    }

    /// <summary>The default rules of a cluster role.</summary>
    public static PolicyRule[] RulesOf(string clusterRole) => RbacReader.RulesOf(
        Objects.First(entry => entry.Resource == KubernetesKinds.ClusterRoles && entry.Document.Metadata.Name == clusterRole).Document.Root);

    /// <summary>
    /// Adds what an object lacks of the expected one. False if it lacks nothing, or opts out.
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
        var required = RbacReader.RulesOf(expected);
        for (var i = 0; i < required.Length; i++)
        {
            if (RuleCover.FindUncovered(held, [required[i]]).Count > 0)
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
