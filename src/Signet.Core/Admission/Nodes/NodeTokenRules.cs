using Signet.Core.Access;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds.Pods;

namespace Signet.Core.Admission.Nodes;

/// <summary>
/// The tokens that a node may request: bound to a pod on the node by its uid, and for an audience of the volumes of the pod or one that the node is
/// granted by the verb <c>request-serviceaccounts-token-audience</c>.
/// </summary>
internal sealed class NodeTokenRules(ResourceCache pods, IAuthorizer authorizer)
{
    private const string AudienceVerb = "request-serviceaccounts-token-audience";
    private static readonly GroupResource Pod = new("", "pod");

    /// <summary>The refusal; null admits the request.</summary>
    public ValueTask<StatusError?> AdmitAsync(string node, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Operation: AdmissionOperation.Create, Subresource: "token", Document: { } document })
        {
            return new((StatusError?)null);
        }

        var spec = document.EnsureSection("spec");
        var reference = spec.GetObject("boundObjectRef") ?? [];
        var (name, uid) = (reference.GetString("name"), reference.GetString("uid"));
        if (reference.GetString("apiVersion") != "v1" || reference.GetString("kind") != "Pod" || name.Length == 0)
        {
            return new(request.Refuse("node requested token not bound to a pod"));
        }

        if (uid.Length == 0)
        {
            return new(request.Refuse("node requested token with a pod binding without a uid"));
        }

        return pods.Find(new ObjectKey(request.Namespace, name)) is not { } pod ? new(StatusErrors.NotFound(Pod, name))
            : uid != pod.Uid ? new(request.Refuse(
                $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated"))
            : pod.Pod!.NodeName != node ? new(request.Refuse("node requested token bound to a pod scheduled on a different node"))
            : CheckAudiencesAsync(request, spec.GetStrings("audiences"), pod, cancellationToken);
    }

    private ValueTask<StatusError?> CheckAudiencesAsync(
        AdmissionRequest request, IReadOnlyList<string> audiences, StoredObject pod, CancellationToken cancellationToken)
    {
        if (audiences.Count > 1)
        {
            return new(request.Refuse("node may only request 0 or 1 audiences"));
        }

        var audience = audiences.Count == 0 ? "" : audiences[0];
        return PodReferences.ProjectsTokenFor(audience, pod.Json)
            ? new((StatusError?)null)
            : CheckGrantAsync(request, audience, cancellationToken);
    }

    private async ValueTask<StatusError?> CheckGrantAsync(AdmissionRequest request, string audience, CancellationToken cancellationToken)
    {
        var attributes = new RequestAttributes
        {
            User = request.User,
            Verb = AudienceVerb,
            IsResourceRequest = true,
            Path = "",
            ApiGroup = "",
            ApiVersion = "*",
            Resource = audience,
            Subresource = "",
            Namespace = request.Namespace,
            Name = request.Name,
        };
        return (await authorizer.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false)).IsAllowed
            ? null
            : request.Refuse($"audience {GoText.Quote(audience)} not found in pod spec volume, {request.User.Name} is not authorized to request tokens for this audience");
    }
}
