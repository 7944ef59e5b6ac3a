using Signet.Core.Primitives;

namespace Signet.Core.Admission;

/// <summary>A step of admission, which may change the object or refuse the request.</summary>
internal interface IAdmissionStep
{
    /// <summary>The refusal; null admits the request.</summary>
    ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
