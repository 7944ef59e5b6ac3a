using Signet.Core.Primitives;

namespace Signet.Server.Endpoints.Collections;

/// <summary>
/// A collection of a Kubernetes kind that Signet does not store but that clients read; it is always empty
/// (docs/decisions/0005-no-services.md).
/// </summary>
/// <param name="Group">The API group.</param>
/// <param name="Plural">The name in paths.</param>
/// <param name="Kind">The kind.</param>
/// <param name="ReadBy">The client that fails without it.</param>
internal sealed record EmptyCollection(string Group, string Plural, string Kind, string ReadBy)
{
    /// <summary>The verbs that discovery lists.</summary>
    public static IReadOnlyList<string> ReadVerbs { get; } = ["get", "list", "watch"];

    public static IReadOnlyList<EmptyCollection> All { get; } =
    [
        new("", "services", "Service", "kubectl cluster-info; kubectl get services") { IsDiscoverable = true },
        new("", "endpoints", "Endpoints", "kubectl describe service"),
        new("", "limitranges", "LimitRange", "kubectl describe namespace"),
        new("", "persistentvolumeclaims", "PersistentVolumeClaim", "kubectl describe of pods and claims"),
        new("", "persistentvolumes", "PersistentVolume", "kubectl describe of claims") { IsNamespaced = false },
        new("", "replicationcontrollers", "ReplicationController", "kubectl cluster-info dump; kubectl drain"),
        new("", "resourcequotas", "ResourceQuota", "kubectl describe namespace"),
        new("apps", "daemonsets", "DaemonSet", "kubectl cluster-info dump; kubectl drain"),
        new("apps", "deployments", "Deployment", "kubectl cluster-info dump"),
        new("apps", "replicasets", "ReplicaSet", "kubectl cluster-info dump; kubectl drain"),
        new("apps", "statefulsets", "StatefulSet", "kubectl drain"),
        new("batch", "jobs", "Job", "kubectl drain"),
        new("policy", "poddisruptionbudgets", "PodDisruptionBudget", "tools that drain nodes"),
        new("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition", "kubectl create of a review") { IsNamespaced = false },
    ];

    /// <summary>Group and version; all have version <c>v1</c>.</summary>
    public GroupVersion GroupVersion => new(Group, "v1");

    /// <summary>Whether the kind is namespaced.</summary>
    public bool IsNamespaced { get; init; } = true;

    /// <summary>
    /// Whether discovery lists the resource. Tools that process all resources (backup, continuous delivery) list and
    /// watch everything in discovery, so only resources that a client looks up there are listed.
    /// </summary>
    public bool IsDiscoverable { get; init; }

    /// <summary>The entry for discovery.</summary>
    public VirtualResource Resource => new(GroupVersion, Plural, Kind.ToLowerInvariant(), IsNamespaced, GroupVersion.OfKind(Kind), ReadVerbs);
}
