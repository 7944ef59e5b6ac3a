using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Core.Admission.Nodes;

/// <summary>
/// Limits a node to its own objects: its Node, the status of its pods, mirror pods, its lease, and tokens of its pods (Kubernetes,
/// <c>plugin/pkg/admission/noderestriction</c>). Applies regardless of other rights of the node.
/// </summary>
internal sealed class NodeRestriction(ObjectView view, IAuthorizer authorizer) : IAdmissionStep
{
    private readonly NodePodRules _pods = new(view[KubernetesKinds.Nodes]);
    private readonly NodeTokenRules _tokens = new(view[KubernetesKinds.Pods], authorizer);

    /// <inheritdoc/>
    public ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!NodeIdentity.IsNode(request.User))
        {
            return new((StatusError?)null);
        }

        var node = NodeIdentity.NameOf(request.User).ToString();
        return node.Length == 0
            ? new(request.Refuse($"could not determine node from user {GoText.Quote(request.User.Name)}"))
            : request.Resource == KubernetesKinds.ServiceAccounts.GroupResource ? _tokens.AdmitAsync(node, request, cancellationToken)
            : new(Admit(node, request));
    }

    private StatusError? Admit(string node, AdmissionRequest request) =>
        request.Resource == KubernetesKinds.Pods.GroupResource ? _pods.Admit(node, request)
        : request.Resource == KubernetesKinds.Nodes.GroupResource ? NodeObjectRules.Admit(node, request)
        : request.Resource == KubernetesKinds.Leases.GroupResource ? AdmitLease(node, request)
        : null;

    private static StatusError? AdmitLease(string node, AdmissionRequest request) =>
        request.Namespace != NodeLeases.Namespace ? request.Refuse(NodeLeases.OtherNamespace)
        : request.Name != node ? request.Refuse(NodeLeases.OtherName)
        : null;
}
