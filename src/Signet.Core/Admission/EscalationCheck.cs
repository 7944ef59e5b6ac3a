using System.Text.Json.Nodes;
using Signet.Core.Access;
using Signet.Core.Access.Rbac;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;

namespace Signet.Core.Admission;

/// <summary>
/// Prevents privilege escalation: to write a role, a user needs its rules or the verb <c>escalate</c>; to write a binding, the rules of its role or
/// the verb <c>bind</c> (Kubernetes, <c>pkg/registry/rbac/*/policybased</c>). The last step, because Kubernetes checks it in the storage layer.
/// </summary>
internal sealed class EscalationCheck(RbacRules rules, IAuthorizer authorizer) : IAdmissionStep
{
    /// <inheritdoc/>
    public async ValueTask<StatusError?> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Document is not { } document || request.Subresource.Length > 0 || request.Resource.Group != RbacNames.Group ||
            request.User.IsIn(KnownUsers.MastersGroup) || ChangesOnlyOwnership(document, request.Current))
        {
            return null;
        }

        return request.Resource == KubernetesKinds.RoleBindings.GroupResource || request.Resource == KubernetesKinds.ClusterRoleBindings.GroupResource
            ? await CheckBindingAsync(request, document, cancellationToken).ConfigureAwait(false)
            : await CheckRoleAsync(request, document, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StatusError?> CheckRoleAsync(AdmissionRequest request, ObjectDocument role, CancellationToken cancellationToken)
    {
        // Kubernetes authorizes creations without a name.
        var name = request.Operation == AdmissionOperation.Create ? "" : request.Name;
        if (await MayAsync(request, "escalate", request.Resource, name, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        if (CheckHeld(request, RbacReader.RulesOf(role.Root)) is { } refused)
        {
            return refused;
        }

        // The rules of an aggregation are not known in advance.
        var aggregates = role.Root["aggregationRule"] is not null || request.Current?.Root["aggregationRule"] is not null;
        return aggregates && CheckHeld(request, PolicyRule.FullAuthority) is not null
            ? request.Refuse("must have cluster-admin privileges to use the aggregationRule")
            : null;
    }

    private async ValueTask<StatusError?> CheckBindingAsync(AdmissionRequest request, ObjectDocument binding, CancellationToken cancellationToken)
    {
        var role = RbacReader.RoleOf(request.Namespace, binding.Root);
        var resource = role.Namespace.Length == 0 ? KubernetesKinds.ClusterRoles : KubernetesKinds.Roles;
        if (await MayAsync(request, "bind", resource.GroupResource, role.Name, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        return rules.Current.Roles.TryGetValue(role, out var given)
            ? CheckHeld(request, given)
            : StatusErrors.NotFound(request.Resource, role.Name);
    }

    private async ValueTask<bool> MayAsync(
        AdmissionRequest request, string verb, GroupResource resource, string name, CancellationToken cancellationToken)
    {
        var attributes = new RequestAttributes
        {
            User = request.User,
            Verb = verb,
            IsResourceRequest = true,
            Path = "",
            ApiGroup = RbacNames.Group,
            ApiVersion = "*",
            Resource = resource.Resource,
            Subresource = "",
            Namespace = request.Namespace,
            Name = name,
        };
        return (await authorizer.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false)).IsAllowed;
    }

    private StatusError? CheckHeld(AdmissionRequest request, IReadOnlyList<PolicyRule> given)
    {
        var held = rules.Current.Resolve(request.User, request.Namespace);
        var missing = RuleCover.FindUncovered(held.Rules, given);
        if (missing.Count == 0)
        {
            return null;
        }

        var why = $"user {GoText.Quote(request.User.Name)} (groups={GoText.QuoteList(request.User.Groups)}) is attempting to grant RBAC " +
            $"permissions not currently held:\n{RuleFormatter.Describe(missing)}";
        return request.Refuse(held.Errors.Count == 0 ? why : $"{why}; resolution errors: [{ErrorList.Join(held.Errors)}]");
    }

    /// <summary>Whether a write only changes owners and finalizers, which the garbage collector must always be able to do.</summary>
    private static bool ChangesOnlyOwnership(ObjectDocument updated, ObjectDocument? current)
    {
        if (current is null)
        {
            return false;
        }

        var copy = updated.Clone();
        foreach (var member in (ReadOnlySpan<string>)["finalizers", "ownerReferences", "managedFields"])
        {
            copy.Metadata.Node[member] = current.Metadata.Node[member]?.DeepClone();
            if (copy.Metadata.Node[member] is null)
            {
                copy.Metadata.Node.Remove(member);
            }
        }

        copy.Root["kind"] = current.Root["kind"]?.DeepClone();
        copy.Root["apiVersion"] = current.Root["apiVersion"]?.DeepClone();
        return JsonNode.DeepEquals(copy.Root, current.Root);
    }
}
