namespace Signet.Core.Access.Nodes;

/// <summary>The kinds of objects that nodes can reach through pods.</summary>
internal enum ReferencedKind
{
    /// <summary>A kind that no pod refers to; nodes cannot reach it.</summary>
    None,

    /// <summary>The pod itself.</summary>
    Pod,

    /// <summary>The account that the pod runs as.</summary>
    ServiceAccount,

    /// <summary>A secret that the pod uses, or pulls its images with.</summary>
    Secret,

    /// <summary>A config map that the pod uses.</summary>
    ConfigMap,

    /// <summary>A persistent volume claim.</summary>
    VolumeClaim,
}
