namespace Signet.Core.Access.Nodes;

/// <summary>That a node reaches an object, because a pod that is bound to it does.</summary>
/// <param name="User">The node's user name, which is what a request has.</param>
/// <param name="Kind">What kind of object.</param>
/// <param name="Namespace">The object's namespace, which is the pod's.</param>
/// <param name="Name">The object's name; whether there is such an object does not matter.</param>
internal readonly record struct NodeReference(string User, ReferencedKind Kind, string Namespace, string Name);

/// <summary>What a node can reach through its pods.</summary>
internal enum ReferencedKind
{
    /// <summary>What no pod refers to by itself; nodes reach none of it.</summary>
    None,

    /// <summary>The pod itself.</summary>
    Pod,

    /// <summary>The account that the pod runs as.</summary>
    ServiceAccount,

    /// <summary>A secret that the pod is made of, or pulls its images with.</summary>
    Secret,

    /// <summary>A config map that the pod is made of.</summary>
    ConfigMap,

    /// <summary>A claim of a volume.</summary>
    VolumeClaim,
}
