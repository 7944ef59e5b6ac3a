using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The grace period of the deletion of a pod (Kubernetes, <c>pkg/registry/core/pod</c> CheckGracefulDelete).</summary>
internal static class PodGracePeriod
{
    private const long DefaultSeconds = 30;

    /// <summary>The seconds for the kubelet to stop the pod: 0 for a pod without a node and for one that has ended.</summary>
    public static long? For(ObjectDocument pod, long? requestedSeconds)
    {
        var spec = pod.EnsureSection("spec");
        var hasEnded = pod.Section("status")?.GetString("phase") is "Succeeded" or "Failed";
        if (spec.GetString("nodeName").Length == 0 || hasEnded)
        {
            return 0;
        }

        var seconds = requestedSeconds ?? spec.GetInteger("terminationGracePeriodSeconds") ?? DefaultSeconds;
        return seconds < 0 ? 1 : seconds;
    }
}
