using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds;

/// <summary>The kinds that Signet serves: one row and one strategy each.</summary>
public static class KubernetesKinds
{
    private static readonly string[] Verbs = ["create", "delete", "get", "list", "update", "watch"];

    /// <summary>Namespaces.</summary>
    public static ResourceDefinition Namespaces { get; } =
        Core("Namespace", "namespaces", ["ns"], namespaced: false, new NamespaceStrategy());

    /// <summary>Nodes.</summary>
    public static ResourceDefinition Nodes { get; } =
        Core("Node", "nodes", ["no"], namespaced: false, new NodeStrategy());

    /// <summary>Pods.</summary>
    public static ResourceDefinition Pods { get; } =
        Core("Pod", "pods", ["po"], namespaced: true, new PodStrategy(), ["all"]);

    /// <summary>Secrets.</summary>
    public static ResourceDefinition Secrets { get; } =
        Core("Secret", "secrets", [], namespaced: true, new SecretStrategy());

    /// <summary>Service accounts.</summary>
    public static ResourceDefinition ServiceAccounts { get; } =
        Core("ServiceAccount", "serviceaccounts", ["sa"], namespaced: true, new ServiceAccountStrategy());

    /// <summary>All of them, in the order of their names, which is that of discovery.</summary>
    public static ResourceRegistry Registry { get; } = new([Namespaces, Nodes, Pods, Secrets, ServiceAccounts]);

    private static ResourceDefinition Core(
        string kind,
        string plural,
        string[] shortNames,
        bool namespaced,
        ResourceStrategy strategy,
        string[]? categories = null) => new()
        {
            Kind = new GroupVersionKind("", "v1", kind),
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            ShortNames = shortNames,
            Categories = categories ?? [],
            Namespaced = namespaced,
            Verbs = Verbs,
            Strategy = strategy,
            Schema = SchemaCatalog.Kubernetes["io.k8s.api.core.v1." + kind],
        };
}
