using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds;

/// <summary>The kinds of Kubernetes that Signet serves: a definition and a strategy each.</summary>
internal static class KubernetesKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Version = "v1";

    public static ResourceDefinition ConfigMaps { get; } =
        Define("", "ConfigMap", "configmaps", ConfigMapStrategy.Definition, shortNames: ["cm"]);

    /// <summary>Events in <c>v1</c>, the stored form; <c>events.k8s.io/v1</c> serves the same objects.</summary>
    public static ResourceDefinition Events { get; } = Define(
        "", "Event", "events", EventStrategy.Core, shortNames: ["ev"],
        otherForms: [new ServedForm(new("events.k8s.io", Version, "Event"), EventStrategy.FromStrict) { Strategy = EventStrategy.Strict }]);

    /// <summary>The same events in <c>events.k8s.io/v1</c>.</summary>
    public static ResourceDefinition StrictEvents => Events.Forms.Others[0];

    public static ResourceDefinition Namespaces { get; } =
        Define("", "Namespace", "namespaces", NamespaceStrategy.Definition, namespaced: false, isCollectionDeletable: false, shortNames: ["ns"],
            subresources: [NamespaceStrategy.Finalize, NamespaceStrategy.Status]);

    public static ResourceDefinition Nodes { get; } =
        Define("", "Node", "nodes", NodeStrategy.Definition, namespaced: false, shortNames: ["no"], subresources: [NodeStrategy.Status]);

    public static ResourceDefinition Pods { get; } =
        Define("", "Pod", "pods", PodStrategy.Definition, shortNames: ["po"], categories: ["all"], subresources: [PodStrategy.Status]);

    public static ResourceDefinition Secrets { get; } = Define("", "Secret", "secrets", SecretStrategy.Definition);

    public static ResourceDefinition ServiceAccounts { get; } =
        Define("", "ServiceAccount", "serviceaccounts", ServiceAccountStrategy.Definition, shortNames: ["sa"]);

    public static ResourceDefinition ClusterRoleBindings { get; } =
        Define(Rbac, "ClusterRoleBinding", "clusterrolebindings", RoleBindingStrategy.ClusterRoleBindings, namespaced: false);

    public static ResourceDefinition ClusterRoles { get; } =
        Define(Rbac, "ClusterRole", "clusterroles", ClusterRoleStrategy.Definition, namespaced: false);

    public static ResourceDefinition RoleBindings { get; } =
        Define(Rbac, "RoleBinding", "rolebindings", RoleBindingStrategy.RoleBindings);

    public static ResourceDefinition Roles { get; } = Define(Rbac, "Role", "roles", RoleStrategy.Definition);

    /// <summary>Leases, for leader election.</summary>
    public static ResourceDefinition Leases { get; } = Define("coordination.k8s.io", "Lease", "leases", LeaseStrategy.Definition);

    /// <summary>All of them: groups in the order of discovery, kinds by name in each group.</summary>
    public static IReadOnlyList<ResourceDefinition> All { get; } =
    [
        ConfigMaps, Events, Namespaces, Nodes, Pods, Secrets, ServiceAccounts,
        ClusterRoleBindings, ClusterRoles, RoleBindings, Roles,
        Leases,
    ];

    /// <summary>Kubernetes' own kinds have a storage prefix without the group.</summary>
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
