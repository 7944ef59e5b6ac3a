using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds;

/// <summary>The kinds that Signet serves: one row and one strategy each.</summary>
internal static class KubernetesKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Version = "v1";

    /// <summary>Config maps.</summary>
    public static ResourceDefinition ConfigMaps { get; } =
        Define("", "ConfigMap", "configmaps", new ConfigMapStrategy(), shortNames: ["cm"]);

    /// <summary>Events in <c>v1</c>, which is how they are stored; <c>events.k8s.io/v1</c> serves the same objects.</summary>
    public static ResourceDefinition Events { get; } = Define(
        "", "Event", "events", EventStrategy.Core, shortNames: ["ev"],
        otherForms: [new ServedForm(new("events.k8s.io", Version, "Event"), EventStrategy.FromStrict) { Strategy = EventStrategy.Strict }]);

    /// <summary>The same events in <c>events.k8s.io/v1</c>.</summary>
    public static ResourceDefinition StrictEvents => Events.Forms.Others[0];

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

    /// <summary>All of them, group by group in the order of discovery, and by name within each. What a server serves by default; at run time the registry is injected.</summary>
    public static ResourceRegistry Registry { get; } = new(
    [
        ConfigMaps, Events, Namespaces, Nodes, Pods, Secrets, ServiceAccounts,
        ClusterRoleBindings, ClusterRoles, RoleBindings, Roles,
        Leases,
    ],
    SchemaCatalog.Kubernetes);

    /// <summary>One row. Kubernetes' own kinds are stored without their group.</summary>
    private static ResourceDefinition Define(
        string group,
        string kind,
        string plural,
        ResourceStrategy strategy,
        bool namespaced = true,
        bool isCollectionDeletable = true,
        string[]? shortNames = null,
        string[]? categories = null,
        SubresourceDefinition[]? subresources = null,
        ServedForm[]? otherForms = null)
    {
        var id = new GroupVersionKind(group, Version, kind);
        return new ResourceDefinition
        {
            Kind = id,
            Plural = plural,
            ShortNames = shortNames ?? [],
            Categories = categories ?? [],
            Namespaced = namespaced,
            Verbs = isCollectionDeletable ? ResourceVerbs.All : ResourceVerbs.WithoutDeleteCollection,
            Subresources = subresources ?? [],
            Strategy = strategy,
            OtherForms = otherForms ?? [],
            Schema = SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[id]],
            StoragePrefix = $"/registry/{plural}/",
        };
    }
}
