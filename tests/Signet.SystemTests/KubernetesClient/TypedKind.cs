using k8s;
using k8s.Models;

namespace Signet.SystemTests.KubernetesClient;

/// <summary>A served kind with its type of the .NET client, and a sample object.</summary>
internal abstract record TypedKind(string Group, string Version, string Plural)
{
    /// <summary>All kinds that can be patched, by <see cref="NameOf"/>.</summary>
    public static IReadOnlyDictionary<string, TypedKind> All { get; } = new TypedKind[]
    {
        new TypedKind<V1Namespace, V1NamespaceList>("", "v1", "namespaces", false, () => new()),
        new TypedKind<V1Node, V1NodeList>("", "v1", "nodes", false, () => new()),
        new TypedKind<V1ServiceAccount, V1ServiceAccountList>("", "v1", "serviceaccounts", true, () => new() { AutomountServiceAccountToken = false }),
        new TypedKind<V1Secret, V1SecretList>("", "v1", "secrets", true, () => new() { StringData = new Dictionary<string, string> { ["key"] = "value" } }),
        new TypedKind<V1ConfigMap, V1ConfigMapList>("", "v1", "configmaps", true, () => new() { Data = new Dictionary<string, string> { ["key"] = "value" } }),
        new TypedKind<V1Pod, V1PodList>("", "v1", "pods", true, () => new() { Spec = new() { Containers = [new V1Container { Name = "main", Image = "image" }] } }),
        new TypedKind<Corev1Event, Corev1EventList>(
            "", "v1", "events", true, () => new() { InvolvedObject = new() { NamespaceProperty = "default" }, Reason = "Walked", LastTimestamp = DateTime.UtcNow, Count = 1 }),
        new TypedKind<Eventsv1Event, Eventsv1EventList>("events.k8s.io", "v1", "events", true, () => new()
        {
            EventTime = DateTime.UtcNow, ReportingController = "example.test/c", ReportingInstance = "c-1", Action = "Walk", Reason = "Walked", Type = "Normal",
        }),
        new TypedKind<V1Lease, V1LeaseList>("coordination.k8s.io", "v1", "leases", true, () => new() { Spec = new() { HolderIdentity = "me", RenewTime = DateTime.UtcNow } }),
        new TypedKind<V1Role, V1RoleList>("rbac.authorization.k8s.io", "v1", "roles", true, () => new() { Rules = [Reading()] }),
        new TypedKind<V1ClusterRole, V1ClusterRoleList>("rbac.authorization.k8s.io", "v1", "clusterroles", false, () => new() { Rules = [Reading()] }),
        new TypedKind<V1RoleBinding, V1RoleBindingList>("rbac.authorization.k8s.io", "v1", "rolebindings", true, () => new() { RoleRef = ViewRole(), Subjects = [User()] }),
        new TypedKind<V1ClusterRoleBinding, V1ClusterRoleBindingList>(
            "rbac.authorization.k8s.io", "v1", "clusterrolebindings", false, () => new() { RoleRef = ViewRole(), Subjects = [User()] }),
    }.ToDictionary(kind => NameOf(kind.Group, kind.Plural));

    /// <summary>Plural and group: <c>roles.rbac.authorization.k8s.io</c>.</summary>
    public static string NameOf(string group, string plural) => group.Length == 0 ? plural : $"{plural}.{group}";

    /// <summary>Whether the kind is namespaced.</summary>
    public abstract bool IsNamespaced { get; }

    /// <summary>Creates, reads, lists, patches in each way, replaces and deletes an object.</summary>
    public abstract Task WalkAsync(IKubernetes client);

    private static V1PolicyRule Reading() => new() { ApiGroups = [""], Resources = ["pods"], Verbs = ["get"] };

    private static V1RoleRef ViewRole() => new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "view" };

    private static Rbacv1Subject User() => new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "User", Name = "somebody" };
}
