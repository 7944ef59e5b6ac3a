using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>Mirror pods, which show the static pods of a node in the API.</summary>
internal static class MirrorPods
{
    /// <summary>The annotation of every mirror pod.</summary>
    public const string Annotation = "kubernetes.io/config.mirror";

    public static bool IsMirror(ObjectDocument pod) => pod.Metadata.Annotations?.ContainsKey(Annotation) == true;
}
