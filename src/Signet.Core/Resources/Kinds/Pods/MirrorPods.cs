using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>Pods that a node made by itself, from a file, and shows to the server.</summary>
internal static class MirrorPods
{
    /// <summary>The annotation that they all have.</summary>
    public const string Annotation = "kubernetes.io/config.mirror";

    /// <summary>Whether a pod is one.</summary>
    public static bool IsMirror(ObjectDocument pod) => pod.Metadata.Annotations?.ContainsKey(Annotation) == true;
}
