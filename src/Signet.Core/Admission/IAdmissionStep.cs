using Signet.Core.Primitives;

namespace Signet.Core.Admission;

/// <summary>One step of admission: may change the object, or refuse the request.</summary>
internal interface IAdmissionStep
{
    /// <summary>Null lets the request pass.</summary>
    ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
