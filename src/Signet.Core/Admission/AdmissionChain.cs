using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Tracing;

namespace Signet.Core.Admission;

/// <summary>The steps of admission, in order.</summary>
internal sealed class AdmissionChain(IReadOnlyList<IAdmissionStep> steps, ObjectView view)
{
    /// <summary>
    /// Admits a request that is not a write of <see cref="Resources.Writing.ObjectWriter"/> and whose document no step changes. Steps decide from cached
    /// state, so a refusal is confirmed first.
    /// </summary>
    public async ValueTask<StatusError?> AdmitConfirmedAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var readAt = view.Revision;
        var refused = await AdmitAsync(request, cancellationToken).ConfigureAwait(false);
        return refused is null || await view.ConfirmAsync(readAt, cancellationToken).ConfigureAwait(false)
            ? refused
            : await AdmitAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the steps until one refuses. The caller must confirm a refusal.</summary>
    public async ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var pending = steps[i].AdmitAsync(request, cancellationToken);
            var refused = !pending.IsCompleted && Spans.IsRecording
                ? await WaitTracedAsync(steps[i], pending).ConfigureAwait(false)
                : await pending.ConfigureAwait(false);
            if (refused is not null)
            {
                return refused;
            }
        }

        return null;
    }

    /// <summary>Steps that decide from memory have no span.</summary>
    private static async ValueTask<StatusError?> WaitTracedAsync(IAdmissionStep step, ValueTask<StatusError?> pending)
    {
        using var span = Spans.Start("admission");
        span?.SetTag("signet.admission.step", step.GetType().Name);
        return await pending.ConfigureAwait(false);
    }
}
