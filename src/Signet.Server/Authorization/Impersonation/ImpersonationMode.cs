using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Validation;
using Signet.Server.Authentication;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// One of the ways in which a caller may be allowed to be somebody else. The constrained ones (Kubernetes' KEP-5284) need the verb
/// <c>impersonate-on:MODE:VERB</c> on the request itself besides <c>impersonate:MODE</c> on whom they name.
/// </summary>
internal abstract class ImpersonationMode
{
    /// <summary>The API group of whom can be impersonated.</summary>
    protected const string AuthenticationGroup = "authentication.k8s.io";

    /// <summary>The resource that extras are.</summary>
    protected const string Extras = "userextras";

    /// <summary>All ways, in the order in which they are tried.</summary>
    public static IReadOnlyList<ImpersonationMode> All { get; } =
        [new AssociatedNodeMode(), new ArbitraryNodeMode(), new ServiceAccountMode(), new UserInfoMode(), new LegacyMode()];

    /// <summary>The verb on whom it is about, for a constrained way: <c>impersonate:user-info</c>; else empty. The audit shows it.</summary>
    public abstract string Constraint { get; }

    /// <summary>The rights that are needed, in the order in which they are checked; null when this way is not for such a user.</summary>
    public abstract IReadOnlyList<ImpersonationCheck>? ChecksFor(ImpersonationRequest wanted, in AuthenticatedRequest request);

    /// <summary>Whom the request is made by then.</summary>
    public virtual UserInfo UserFor(ImpersonationRequest wanted)
    {
        IReadOnlyList<string> groups = wanted.Groups;
        if (groups.Count == 0 && TryReadServiceAccount(wanted.Name, out var ns, out _))
        {
            groups = [KnownUsers.ServiceAccountsGroup, $"{KnownUsers.ServiceAccountsGroup}:{ns}"];
        }

        return WithEverybodysGroup(new UserInfo { Name = wanted.Name, Uid = wanted.Uid, Groups = groups, Extra = wanted.Extra });
    }

    /// <summary>The node of a node's user name; empty when what follows the prefix is no name that a node can have: such a user is a plain one.</summary>
    protected static string NodeOf(string user) =>
        user.StartsWith(NodeIdentity.Prefix, StringComparison.Ordinal) && user[NodeIdentity.Prefix.Length..] is var node && NameRules.Subdomain(node).Count == 0
            ? node
            : "";

    /// <summary>Namespace and name of the service account that a user name is of, or null.</summary>
    public static ObjectKey? ServiceAccountOf(string user) => TryReadServiceAccount(user, out var ns, out var name) ? new ObjectKey(ns, name) : null;

    /// <summary>Takes the name of a service account apart; any other name is a plain user's.</summary>
    protected static bool TryReadServiceAccount(string user, out string ns, out string name)
    {
        (ns, name) = ("", "");
        if (!user.StartsWith(KnownUsers.ServiceAccountPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = user[KnownUsers.ServiceAccountPrefix.Length..].Split(':');
        if (parts.Length != 2 || NameRules.Label(parts[0]).Count > 0 || NameRules.Subdomain(parts[1]).Count > 0)
        {
            return false;
        }

        (ns, name) = (parts[0], parts[1]);
        return true;
    }

    /// <summary>What a caller needs a right to beside the name that is asked for, as resource, name and subresource.</summary>
    protected static IEnumerable<(string Resource, string Name, string Key)> PartsOf(ImpersonationRequest wanted)
    {
        if (wanted.Uid.Length > 0)
        {
            yield return ("uids", wanted.Uid, "");
        }

        foreach (var group in wanted.Groups)
        {
            yield return ("groups", group, "");
        }

        foreach (var (key, values) in wanted.Extra)
        {
            foreach (var value in values)
            {
                yield return (Extras, value, key);
            }
        }
    }

    /// <summary>The right to be somebody else in this very request.</summary>
    protected static ImpersonationCheck OnRequest(string mode, in AuthenticatedRequest request) =>
        new(RequestAuthorizer.AttributesOf(request.Received.Info, request.Sender, $"impersonate-on:{mode}:{request.Received.Info.Verb}"));

    /// <summary>The right to a part of whom is asked for.</summary>
    protected static ImpersonationCheck On(
        in AuthenticatedRequest request, string verb, string group, string resource, string name, string ns = "", string subresource = "", string refusal = "") =>
        new(
            new RequestAttributes
            {
                User = request.Sender,
                Verb = verb,
                IsResourceRequest = true,
                Path = "",
                ApiGroup = group,
                ApiVersion = "v1",
                Resource = resource,
                Subresource = subresource,
                Namespace = ns,
                Name = name,
            },
            refusal);

    /// <summary>As for everybody who is authenticated; only <c>system:anonymous</c> is not.</summary>
    protected static UserInfo WithEverybodysGroup(UserInfo user)
    {
        if (user.Name != KnownUsers.Anonymous.Name)
        {
            return AuthenticatedGroup.AddTo(user);
        }

        return user.IsIn(KnownUsers.UnauthenticatedGroup) ? user : user with { Groups = [.. user.Groups, KnownUsers.UnauthenticatedGroup] };
    }
}
