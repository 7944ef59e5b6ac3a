using Signet.Core.Access.Rbac;
using Signet.Core.Primitives;

namespace Signet.Core.Access.Nodes;

/// <summary>
/// The mode Node (Kubernetes, <c>plugin/pkg/auth/authorizer/node/node_authorizer.go</c>): a node may read its own Node and the objects
/// that its pods refer to, and request tokens of their accounts. Everything else is decided by the rules of <c>system:node</c>, without a binding.
/// Writes are allowed by kind; NodeRestriction limits them to objects of the node. No opinion on users that are not nodes.
/// </summary>
internal sealed class NodeAuthorizer(NodeGraph graph) : IAuthorizer, IRuleResolver
{
    private static readonly PolicyRule[] CommonRules = BootstrapPolicy.RulesOf("system:node");
    private static readonly ResolvedRules Unresolvable =
        new([], IsIncomplete: true, ["node authorizer does not support user rule resolution"]);

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
        new(Authorize(attributes));

    /// <inheritdoc/>
    public ResolvedRules RulesFor(UserInfo user, string ns) => NodeIdentity.IsNode(user) ? Unresolvable : ResolvedRules.None;

    private AuthorizationDecision Authorize(in RequestAttributes request)
    {
        if (!NodeIdentity.IsNode(request.User))
        {
            return AuthorizationDecision.NoOpinion;
        }

        if (NodeIdentity.NameOf(request.User).IsEmpty)
        {
            return No($"unknown node for user {GoText.Quote(request.User.Name)}");
        }

        return request.IsResourceRequest ? AuthorizeResource(request) : FollowCommonRules(request);
    }

    private AuthorizationDecision AuthorizeResource(in RequestAttributes request) => (request.ApiGroup, request.Resource) switch
    {
        ("", "secrets") => Read(ReferencedKind.Secret, request),
        ("", "configmaps") => Read(ReferencedKind.ConfigMap, request),
        ("", "serviceaccounts") => AuthorizeAccount(request),
        ("", "pods") => AuthorizePod(request),
        ("", "nodes") => AuthorizeNode(request),
        ("coordination.k8s.io", "leases") => AuthorizeLease(request),

        // Not served here, but access reviews can ask about any resource.
        ("", "persistentvolumeclaims") when request.Subresource == "status" => UpdateClaimStatus(request),
        ("", "persistentvolumeclaims") => Get(ReferencedKind.VolumeClaim, request),
        ("", "persistentvolumes") or ("storage.k8s.io", "volumeattachments") => Get(ReferencedKind.None, request),
        ("storage.k8s.io", "csinodes") => AuthorizeStorageNode(request),
        _ => FollowCommonRules(request),
    };

    private static AuthorizationDecision FollowCommonRules(in RequestAttributes request)
    {
        foreach (var rule in CommonRules)
        {
            if (rule.Allows(request))
            {
                return AuthorizationDecision.Allow;
            }
        }

        return AuthorizationDecision.NoOpinion;
    }

    private AuthorizationDecision Read(ReferencedKind kind, in RequestAttributes request) =>
        request.Verb is not ("get" or "list" or "watch") ? No("can only read resources of this type")
        : request.Subresource.Length > 0 ? No("cannot read subresource")
        : request.Namespace.Length == 0 ? No("can only read namespaced object of this type")
        : Reach(kind, request);

    private AuthorizationDecision Get(ReferencedKind kind, in RequestAttributes request) =>
        request.Verb != "get" ? No("can only get individual resources of this type")
        : request.Subresource.Length > 0 ? No("cannot get subresource")
        : Reach(kind, request);

    private AuthorizationDecision Reach(ReferencedKind kind, in RequestAttributes request) =>
        request.Name.Length == 0 ? No("No Object name found")
        : graph.Has(new NodeReference(request.User.Name, kind, request.Namespace, request.Name)) ? AuthorizationDecision.Allow
        : new AuthorizationDecision(AuthorizationVerdict.NoOpinion, NoRelationship.Instance, request.User);

    private AuthorizationDecision AuthorizeAccount(in RequestAttributes request) =>
        request.Verb == "get" && request.Subresource.Length == 0 ? Read(ReferencedKind.ServiceAccount, request)
        : request.Verb == "create" && request.Subresource == "token" ? Reach(ReferencedKind.ServiceAccount, request)
        : No("can only create tokens for individual service accounts");

    private AuthorizationDecision AuthorizePod(in RequestAttributes request) => (request.Subresource, request.Verb) switch
    {
        ("", "get") => Get(ReferencedKind.Pod, request),
        ("", "list" or "watch") when SelectsOwnPods(request) => AuthorizationDecision.Allow,
        ("", "list" or "watch") when request.Name.Length > 0 => Reach(ReferencedKind.Pod, request),
        ("", "list" or "watch") => No("can only list/watch pods with spec.nodeName field selector"),
        ("", "create" or "delete") => AuthorizationDecision.Allow,
        ("status", "update" or "patch") => AuthorizationDecision.Allow,
        ("eviction", "create") => AuthorizationDecision.Allow,
        _ => AuthorizationDecision.NoOpinion,
    };

    /// <summary>Whether one requirement limits the request to pods of the node.</summary>
    private static bool SelectsOwnPods(in RequestAttributes request)
    {
        if (request.FieldSelector is not { } selector)
        {
            return false;
        }

        for (var i = 0; i < selector.Requirements.Count; i++)
        {
            var condition = selector.Requirements[i];
            if (condition.IsEqual && condition.Field == "spec.nodeName" && IsOwnName(condition.Value, request))
            {
                return true;
            }
        }

        return false;
    }

    private static AuthorizationDecision AuthorizeNode(in RequestAttributes request) => (request.Subresource, request.Verb) switch
    {
        ("", "create" or "update" or "patch") => AuthorizationDecision.Allow,
        ("", "get" or "list" or "watch") =>
            IsOwnName(request.Name, request) ? AuthorizationDecision.Allow
            : request.Name.Length == 0 ? No($"node '{NodeIdentity.NameOf(request.User)}' cannot read all nodes, only its own Node object")
            : No($"node '{NodeIdentity.NameOf(request.User)}' cannot read '{request.Name}', only its own Node object"),
        ("status", "update" or "patch") => AuthorizationDecision.Allow,
        _ => AuthorizationDecision.NoOpinion,
    };

    /// <summary>The name of a new object is not known here; admission checks it.</summary>
    private static AuthorizationDecision AuthorizeLease(in RequestAttributes request) =>
        !IsReadOrWrite(request.Verb) ? No("can only get, create, update, patch, or delete a node lease")
        : request.Namespace != NodeLeases.Namespace ? No(NodeLeases.OtherNamespace)
        : request.Verb != "create" && !IsOwnName(request.Name, request) ? No(NodeLeases.OtherName)
        : AuthorizationDecision.Allow;

    private static AuthorizationDecision AuthorizeStorageNode(in RequestAttributes request) =>
        !IsReadOrWrite(request.Verb) ? No("can only get, create, update, patch, or delete a CSINode")
        : request.Subresource.Length > 0 ? No("cannot authorize CSINode subresources")
        : request.Verb != "create" && !IsOwnName(request.Name, request) ? No("can only access CSINode with the same name as the requesting node")
        : AuthorizationDecision.Allow;

    private AuthorizationDecision UpdateClaimStatus(in RequestAttributes request) =>
        request.Verb is "update" or "patch" ? Reach(ReferencedKind.VolumeClaim, request) : No("can only get/update/patch this type");

    private static bool IsReadOrWrite(string verb) => verb is "get" or "create" or "update" or "patch" or "delete";

    private static bool IsOwnName(string name, in RequestAttributes request) => NodeIdentity.NameOf(request.User).SequenceEqual(name);

    private static AuthorizationDecision No(string reason) => new(AuthorizationVerdict.NoOpinion, reason);

    private sealed class NoRelationship : IDecisionReason
    {
        public static NoRelationship Instance { get; } = new();

        public string Describe(UserInfo user) => $"no relationship found between node '{NodeIdentity.NameOf(user)}' and this object";
    }
}
