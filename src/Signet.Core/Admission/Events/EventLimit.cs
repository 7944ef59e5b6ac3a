using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;

namespace Signet.Core.Admission.Events;

/// <summary>
/// Refuses events while eviction cannot keep up, so that clients cannot fill the store. The 429 has no Retry-After: recorders drop a refused event
/// and do not retry (client-go, <c>tools/record</c>; Kubernetes' EventRateLimit answers the same).
/// </summary>
internal sealed class EventLimit(EventUsage usage) : IAdmissionStep
{
    private static readonly StatusError Full = new()
    {
        Code = 429,
        Reason = StatusReasons.TooManyRequests,
        Message = "too many events are stored, the oldest are being removed",
    };

    /// <inheritdoc/>
    public ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var isEvent = request.Resource.Resource == KubernetesKinds.Events.Plural &&
            (request.Resource.Group == KubernetesKinds.Events.Kind.Group || request.Resource.Group == KubernetesKinds.StrictEvents.Kind.Group);
        return new(isEvent && request.Operation != AdmissionOperation.Delete && usage.IsFull ? Full : null);
    }
}
