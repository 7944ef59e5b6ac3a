using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// A subresource that kube-apiserver forwards to a kubelet (logs, exec, proxy), or that changes running containers. Signet has no kubelets.
/// A missing object is a 404 as in Kubernetes, an existing one a 501 that names the subresource.
/// </summary>
/// <param name="resource">The object's kind.</param>
/// <param name="services">Finds the objects.</param>
internal sealed class KubeletEndpoint(ResourceDefinition resource, ObjectServices services) : IEndpoint
{
    /// <summary>These subresources, with Kubernetes' verbs. Discovery does not list them.</summary>
    public static IReadOnlyList<(string Resource, string Subresource, IReadOnlyList<string> Verbs)> All { get; } =
    [
        ("nodes", "proxy", ["get", "create", "update", "patch", "delete"]),
        ("pods", "attach", ["get", "create"]),
        ("pods", "ephemeralcontainers", ["get", "update", "patch"]),
        ("pods", "eviction", ["create"]),
        ("pods", "exec", ["get", "create"]),
        ("pods", "log", ["get"]),
        ("pods", "portforward", ["get", "create"]),
        ("pods", "proxy", ["get", "create", "update", "patch", "delete"]),
        ("pods", "resize", ["get", "update", "patch"]),
    ];

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!PathNames.KeyOf(resource, request.Info).TryGetValue(out var key, out var error))
        {
            return error;
        }

        await services.View.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        return services.View.Require(resource, key).Error ??
            StatusErrors.NotImplemented($"{resource.Plural}/{request.Info.Subresource} of {GoText.Quote(key.Name)} is not served: Signet has no kubelets");
    }
}
