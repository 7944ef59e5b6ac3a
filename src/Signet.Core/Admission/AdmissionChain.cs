using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;

namespace Signet.Core.Admission;

/// <summary>One step of admission: may change the object, or refuse the request.</summary>
public interface IAdmissionStep
{
    /// <summary>Null lets the request pass.</summary>
    StatusError? Admit(AdmissionRequest request);
}

/// <summary>All steps of admission, in order.</summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionStep> steps)
{
    /// <summary>The steps that every server has.</summary>
    public static AdmissionChain Create(ObjectCache cache) => new(
    [
        new NamespaceLifecycle(cache),
        new ServiceAccountAdmission(cache),
    ]);

    /// <summary>Asks each step in turn; the first that refuses ends it.</summary>
    public StatusError? Admit(AdmissionRequest request)
    {
        foreach (var step in steps)
        {
            if (step.Admit(request) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }
}
