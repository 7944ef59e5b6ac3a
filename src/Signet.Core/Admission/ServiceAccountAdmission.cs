using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Core.Admission;

/// <summary>Every pod runs as a service account that exists (Kubernetes, <c>plugin/pkg/admission/serviceaccount</c>).</summary>
public sealed class ServiceAccountAdmission(ObjectCache cache) : IAdmissionStep
{
    private const string Default = "default";
    private readonly ResourceCache _accounts = cache[KubernetesKinds.ServiceAccounts];

    /// <inheritdoc/>
    public StatusError? Admit(AdmissionRequest request)
    {
        if (request is not { Operation: AdmissionOperation.Create, Subresource: "", Document: { } pod } ||
            request.Resource != KubernetesKinds.Pods)
        {
            return null;
        }

        var spec = pod.EnsureSection("spec");
        var name = spec.GetText("serviceAccountName");
        if (name.Length == 0)
        {
            name = Default;
            spec.SetText("serviceAccountName", name);
        }

        return _accounts.Find(new ObjectKey(request.Namespace, name)) is not null
            ? null
            : StatusErrors.Forbidden(
                request.Resource.GroupResource,
                request.Name,
                $"error looking up service account {request.Namespace}/{name}: serviceaccount {GoText.Quote(name)} not found");
    }
}
