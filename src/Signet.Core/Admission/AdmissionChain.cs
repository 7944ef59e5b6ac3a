using Signet.Core.Primitives;

namespace Signet.Core.Admission;

/// <summary>One step of admission: may change the object, or refuse the request.</summary>
public interface IAdmissionStep
{
    /// <summary>Null lets the request pass.</summary>
    ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);
}

/// <summary>All steps of admission, in order.</summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionStep> steps)
{
    /// <summary>Asks each step in turn; the first that refuses ends it.</summary>
    public async ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (await steps[i].AdmitAsync(request, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }
}
