using Signet.Core.Storage;

namespace Signet.Core.Lifecycle;

/// <summary>The reason why a pod is removed without a kubelet.</summary>
/// <param name="Text">The reason in the log.</param>
/// <param name="Message">The message of the condition <c>DisruptionTarget</c>, or null for none.</param>
/// <param name="Evidence">The revisions of the objects that the reason depends on, as preconditions of the removal.</param>
internal sealed record PodRemovalReason(string Text, string? Message, IReadOnlyList<Compare> Evidence)
{
    /// <summary>The pod is terminating and was never bound to a node.</summary>
    public static PodRemovalReason Unscheduled { get; } = new("it is terminating and not bound to a node", null, []);

    /// <summary>The node of the pod does not exist.</summary>
    public static PodRemovalReason Orphaned(IReadOnlyList<Compare> evidence) =>
        new("its node does not exist", "PodGC: node no longer exists", evidence);

    /// <summary>The pod is terminating on a node that is tainted as out of service.</summary>
    public static PodRemovalReason OutOfService(IReadOnlyList<Compare> evidence) => new("it is terminating and its node is out of service", null, evidence);

    /// <summary>The pod is terminating on a node that never had a kubelet.</summary>
    public static PodRemovalReason WithoutKubelet(IReadOnlyList<Compare> evidence) => new("it is terminating and its node has no kubelet", null, evidence);
}
