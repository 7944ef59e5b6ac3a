using Signet.Core.Storage;

namespace Signet.Core.Lifecycle;

/// <summary>Why a pod is removed that no kubelet will end.</summary>
/// <param name="Text">For the log.</param>
/// <param name="Message">The message of the condition <c>DisruptionTarget</c>, or null when the pod gets none.</param>
/// <param name="Evidence">The revisions of the objects that say so; the pod goes only while they hold.</param>
internal sealed record PodRemovalReason(string Text, string? Message, IReadOnlyList<Compare> Evidence)
{
    /// <summary>It ends and was never bound to a node.</summary>
    public static PodRemovalReason Unscheduled { get; } = new("it ends and is bound to no node", null, []);

    /// <summary>Its node does not exist.</summary>
    public static PodRemovalReason Orphaned(IReadOnlyList<Compare> evidence) =>
        new("its node does not exist", "PodGC: node no longer exists", evidence);

    /// <summary>It ends on a node that somebody has declared out of service.</summary>
    public static PodRemovalReason OutOfService(IReadOnlyList<Compare> evidence) => new("it ends and its node is out of service", null, evidence);

    /// <summary>It ends on a node that never had a kubelet.</summary>
    public static PodRemovalReason WithoutKubelet(IReadOnlyList<Compare> evidence) => new("it ends and its node has no kubelet", null, evidence);
}
