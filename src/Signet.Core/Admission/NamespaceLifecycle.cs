using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Core.Admission;

/// <summary>
/// Refuses creations in namespaces that do not exist or are terminating, and deletions of system namespaces
/// (apiserver, <c>pkg/admission/plugin/namespace/lifecycle</c>).
/// </summary>
internal sealed class NamespaceLifecycle(ObjectView view) : IAdmissionStep
{
    /// <inheritdoc/>
    public ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => new(Admit(request));

    private StatusError? Admit(AdmissionRequest request)
    {
        if (request.Resource == KubernetesKinds.Namespaces.GroupResource)
        {
            return request.Operation == AdmissionOperation.Delete && request.Name is "default" or "kube-system" or "kube-public"
                ? request.Refuse("this namespace may not be deleted")
                : null;
        }

        if (request.Operation != AdmissionOperation.Create || request.Namespace.Length == 0)
        {
            return null;
        }

        // Tokens and bindings are new content, too.
        return !view.Require(KubernetesKinds.Namespaces, new ObjectKey("", request.Namespace)).TryGetValue(out var ns, out var error) ? error
            : ns.DeletionTimestamp is null ? null
            : Terminating(request);
    }

    private static StatusError Terminating(AdmissionRequest request)
    {
        var refused = request.Refuse($"unable to create new content in namespace {request.Namespace} because it is being terminated");
        return refused with
        {
            Details = refused.Details! with
            {
                Causes =
                [
                    new StatusCause("NamespaceTerminating", $"namespace {request.Namespace} is being terminated", "metadata.namespace"),
                ],
            },
        };
    }
}
