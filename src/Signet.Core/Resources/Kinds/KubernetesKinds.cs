using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds;

/// <summary>The kinds that Signet serves: one row and one strategy each.</summary>
public static class KubernetesKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Config maps.</summary>
    public static ResourceDefinition ConfigMaps { get; } =
        Define("", "ConfigMap", "configmaps", new ConfigMapStrategy(), shortNames: ["cm"]);

    /// <summary>Namespaces.</summary>
    public static ResourceDefinition Namespaces { get; } =
        Define("", "Namespace", "namespaces", new NamespaceStrategy(), namespaced: false, isCollectionDeletable: false, shortNames: ["ns"],
            subresources: [SubresourceDefinition.Finalize, SubresourceDefinition.Status]);

    /// <summary>Nodes.</summary>
    public static ResourceDefinition Nodes { get; } =
        Define("", "Node", "nodes", new NodeStrategy(), namespaced: false, shortNames: ["no"], subresources: [SubresourceDefinition.Status]);

    /// <summary>Pods.</summary>
    public static ResourceDefinition Pods { get; } =
        Define("", "Pod", "pods", new PodStrategy(), shortNames: ["po"], categories: ["all"], subresources: [SubresourceDefinition.Status]);

    /// <summary>Secrets.</summary>
    public static ResourceDefinition Secrets { get; } = Define("", "Secret", "secrets", new SecretStrategy());

    /// <summary>Service accounts.</summary>
    public static ResourceDefinition ServiceAccounts { get; } =
        Define("", "ServiceAccount", "serviceaccounts", new ServiceAccountStrategy(), shortNames: ["sa"]);

    /// <summary>Cluster role bindings.</summary>
    public static ResourceDefinition ClusterRoleBindings { get; } =
        Define(Rbac, "ClusterRoleBinding", "clusterrolebindings", new RoleBindingStrategy(isNamespaced: false), namespaced: false);

    /// <summary>Cluster roles.</summary>
    public static ResourceDefinition ClusterRoles { get; } =
        Define(Rbac, "ClusterRole", "clusterroles", new ClusterRoleStrategy(), namespaced: false);

    /// <summary>Role bindings.</summary>
    public static ResourceDefinition RoleBindings { get; } =
        Define(Rbac, "RoleBinding", "rolebindings", new RoleBindingStrategy(isNamespaced: true));

    /// <summary>Roles.</summary>
    public static ResourceDefinition Roles { get; } = Define(Rbac, "Role", "roles", new RoleStrategy());

    /// <summary>Leases: who leads, and for how long.</summary>
    public static ResourceDefinition Leases { get; } = Define("coordination.k8s.io", "Lease", "leases", new LeaseStrategy());

    /// <summary>All of them, group by group in the order of discovery, and by name within each.</summary>
    public static ResourceRegistry Registry { get; } = new(
    [
        ConfigMaps, Namespaces, Nodes, Pods, Secrets, ServiceAccounts,
        ClusterRoleBindings, ClusterRoles, RoleBindings, Roles,
        Leases,
    ]);

    /// <summary>One row: the schema, and the name of one, follow from group and kind.</summary>
    private static ResourceDefinition Define(
        string group,
        string kind,
        string plural,
        ResourceStrategy strategy,
        bool namespaced = true,
        bool isCollectionDeletable = true,
        string[]? shortNames = null,
        string[]? categories = null,
        SubresourceDefinition[]? subresources = null)
    {
        var id = new GroupVersionKind(group, "v1", kind);
        return new ResourceDefinition
        {
            Kind = id,
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            ShortNames = shortNames ?? [],
            Categories = categories ?? [],
            Namespaced = namespaced,
            Verbs = isCollectionDeletable ? Verbs : [.. Verbs.Where(verb => verb != "deletecollection")],
            Subresources = subresources ?? [],
            Strategy = strategy,
            Schema = SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[id]],
        };
    }
}
