using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds;

/// <summary>The kinds that Signet serves: one row and one strategy each.</summary>
public static class KubernetesKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string EventsGroup = "events.k8s.io";
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Config maps.</summary>
    public static ResourceDefinition ConfigMaps { get; } =
        Define("", "ConfigMap", "configmaps", new ConfigMapStrategy(), shortNames: ["cm"]);

    /// <summary>Events in <c>v1</c>, which is how they are stored.</summary>
    public static ResourceDefinition Events { get; } = Define(
        "", "Event", "events", EventStrategy.Core, shortNames: ["ev"],
        alternate: AlternateForm.Between(new("", "v1", "Event"), new(EventsGroup, "v1", "Event"), EventStrategy.NamesFromCore));

    /// <summary>The same events in <c>events.k8s.io/v1</c>.</summary>
    public static ResourceDefinition StrictEvents { get; } = Define(
        EventsGroup, "Event", "events", EventStrategy.Strict, shortNames: ["ev"],
        alternate: AlternateForm.Between(new(EventsGroup, "v1", "Event"), new("", "v1", "Event"), EventStrategy.NamesToCore) with { StoredAs = Events });

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
        ConfigMaps, Events, Namespaces, Nodes, Pods, Secrets, ServiceAccounts,
        ClusterRoleBindings, ClusterRoles, RoleBindings, Roles,
        Leases,
        StrictEvents,
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
        SubresourceDefinition[]? subresources = null,
        AlternateForm? alternate = null)
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
            Alternate = alternate,
            Schema = SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[id]],
        };
    }
}
