using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;
using Signet.Core.Tokens.Claims;

namespace Signet.Core.Tokens.Identity;

/// <summary>Finds the object that a token is to be bound to, and checks its uid and state.</summary>
internal sealed class BoundObjectResolver(IIdentityObjects objects)
{
    /// <summary>The claim of the referenced object; <see cref="BoundClaim.None"/> without a reference.</summary>
    public async ValueTask<Outcome<BoundClaim>> ResolveAsync(
        ObjectKey account, BoundObjectReference? reference, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (reference is null)
        {
            return BoundClaim.None.Instance;
        }

        var (group, version) = ParseApiVersion(reference.ApiVersion);
        if (group.Length > 0 || KindOf(reference.Kind) is not { } kind)
        {
            return StatusErrors.BadRequest($"cannot bind token to object of type {group}/{version}, Kind={reference.Kind}");
        }

        if (!(await FindAsync(kind, account.Namespace, reference.Name, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out var found, out var error))
        {
            return error;
        }

        if (kind == IdentityKind.Pod && found.Pod!.ServiceAccountName != account.Name)
        {
            return StatusErrors.BadRequest(
                $"cannot bind token for serviceaccount {GoText.Quote(account.Name)} to pod running with different serviceaccount name.");
        }

        if (reference.Uid.Length > 0 && reference.Uid != found.Uid)
        {
            return StatusErrors.Conflict(
                new GroupResource("", reference.Kind),
                reference.Name,
                $"the UID in the bound object reference ({reference.Uid}) does not match the UID in record. " +
                "The object might have been deleted and then recreated");
        }

        if (IdentityLifetime.IsOver(found, now))
        {
            return IdentityLifetime.Refuse(ResourceOf(kind), reference.Name);
        }

        var claim = new ObjectClaim(found.Key.Name, found.Uid);
        return kind switch
        {
            IdentityKind.Pod => new BoundClaim.Pod(claim, await NodeOfAsync(found.Pod!, cancellationToken).ConfigureAwait(false)),
            IdentityKind.Secret => new BoundClaim.Secret(claim),
            _ => new BoundClaim.Node(claim),
        };
    }

    private async ValueTask<Outcome<StoredObject>> FindAsync(
        IdentityKind kind, string ns, string name, CancellationToken cancellationToken)
    {
        if (name.Length == 0)
        {
            return StatusErrors.BadRequest("Name parameter required.");
        }

        if (NameRules.PathSegment(name) is { Count: > 0 } errors)
        {
            return StatusErrors.BadRequest($"Name parameter invalid: {GoText.Quote(name)}: {string.Join(", ", errors)}");
        }

        var key = new ObjectKey(kind == IdentityKind.Node ? "" : ns, name);
        var found = await objects.FindAsync(kind, key, cancellationToken).ConfigureAwait(false);
        return found is null ? objects.FindError(kind, key) ?? StatusErrors.NotFound(ResourceOf(kind), name) : found;
    }

    /// <summary>The node of a pod; without a uid if the node does not exist.</summary>
    private async ValueTask<ObjectClaim?> NodeOfAsync(PodIdentity pod, CancellationToken cancellationToken)
    {
        if (pod.NodeName.Length == 0)
        {
            return null;
        }

        var node = await objects.FindAsync(IdentityKind.Node, new ObjectKey("", pod.NodeName), cancellationToken).ConfigureAwait(false);
        return new ObjectClaim(pod.NodeName, node?.Uid ?? "");
    }

    /// <summary>As Kubernetes parses it: <c>GROUP/VERSION</c>, or a version of the core group; empty if it has more parts.</summary>
    private static (string Group, string Version) ParseApiVersion(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return ("", apiVersion);
        }

        return apiVersion.IndexOf('/', slash + 1) >= 0 ? ("", "") : (apiVersion[..slash], apiVersion[(slash + 1)..]);
    }

    private static IdentityKind? KindOf(string kind) => kind switch
    {
        "Pod" => IdentityKind.Pod,
        "Secret" => IdentityKind.Secret,
        "Node" => IdentityKind.Node,
        _ => null,
    };

    private static GroupResource ResourceOf(IdentityKind kind) => new("", kind switch
    {
        IdentityKind.Pod => "pods",
        IdentityKind.Secret => "secrets",
        IdentityKind.Node => "nodes",
        _ => "serviceaccounts",
    });
}
