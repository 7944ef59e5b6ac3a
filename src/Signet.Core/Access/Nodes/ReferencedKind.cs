namespace Signet.Core.Access.Nodes;

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
