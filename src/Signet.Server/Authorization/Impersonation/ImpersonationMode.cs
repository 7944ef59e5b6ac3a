using Signet.Core.Access;
using Signet.Core.Access.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Validation;
using Signet.Server.Authentication;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// A mode of impersonation: which permissions the caller needs, and which user results. The constrained modes (KEP-5284) need the verb
/// <c>impersonate:MODE</c> on the impersonated user, and <c>impersonate-on:MODE:VERB</c> on the request itself.
/// </summary>
internal abstract class ImpersonationMode
{
    /// <summary>The API group of impersonated users.</summary>
    protected const string AuthenticationGroup = "authentication.k8s.io";

    /// <summary>The resource of extra fields.</summary>
    protected const string Extras = "userextras";

    /// <summary>All modes, in the order in which they are tried.</summary>
    public static IReadOnlyList<ImpersonationMode> All { get; } =
        [new AssociatedNodeMode(), new ArbitraryNodeMode(), new ServiceAccountMode(), new UserInfoMode(), new LegacyMode()];

    /// <summary>The verb of a constrained mode, such as <c>impersonate:user-info</c>; else empty. The audit event has it.</summary>
    public abstract string Constraint { get; }

    /// <summary>The permissions that are needed, in the order in which they are checked; null when this mode does not apply to the requested user.</summary>
    public abstract IReadOnlyList<ImpersonationCheck>? ChecksFor(ImpersonationRequest requested, in AuthenticatedRequest request);

    /// <summary>The user that the request is made as.</summary>
    public virtual UserInfo UserFor(ImpersonationRequest requested)
    {
        IReadOnlyList<string> groups = requested.Groups;
        if (groups.Count == 0 && TryReadServiceAccount(requested.Name, out var ns, out _))
        {
            groups = [KnownUsers.ServiceAccountsGroup, $"{KnownUsers.ServiceAccountsGroup}:{ns}"];
        }

        return WithAuthenticationGroup(new UserInfo { Name = requested.Name, Uid = requested.Uid, Groups = groups, Extra = requested.Extra });
    }

    /// <summary>The node of a node's user name; empty when the name after the prefix is not a valid node name, which makes the user an ordinary one.</summary>
    protected static string NodeOf(string user) =>
        user.StartsWith(NodeIdentity.Prefix, StringComparison.Ordinal) && user[NodeIdentity.Prefix.Length..] is var node && NameRules.Subdomain(node).Count == 0
            ? node
            : "";

    /// <summary>Namespace and name of the service account with a user name; null for other users.</summary>
    public static ObjectKey? ServiceAccountOf(string user) => TryReadServiceAccount(user, out var ns, out var name) ? new ObjectKey(ns, name) : null;

    /// <summary>Splits the user name of a service account; false for any other user name.</summary>
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

    /// <summary>The uid, groups and extra fields of the requested user, each of which needs a permission.</summary>
    protected static IEnumerable<(string Resource, string Name, string Key)> AttributesOf(ImpersonationRequest requested)
    {
        if (requested.Uid.Length > 0)
        {
            yield return ("uids", requested.Uid, "");
        }

        foreach (var group in requested.Groups)
        {
            yield return ("groups", group, "");
        }

        foreach (var (key, values) in requested.Extra)
        {
            foreach (var value in values)
            {
                yield return (Extras, value, key);
            }
        }
    }

    /// <summary>The permission to impersonate for this request.</summary>
    protected static ImpersonationCheck CheckOnRequest(string mode, in AuthenticatedRequest request) =>
        new(RequestAuthorizer.AttributesOf(request.Received.Info, request.Sender, $"impersonate-on:{mode}:{request.Received.Info.Verb}"));

    /// <summary>The permission to impersonate a user, or one of its attributes.</summary>
    protected static ImpersonationCheck CheckOn(
        in AuthenticatedRequest request, string verb, string group, string resource,
        string name, string ns = "", string subresource = "", string refusal = "") =>
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

    /// <summary>Adds <c>system:authenticated</c>, and <c>system:unauthenticated</c> to <c>system:anonymous</c>.</summary>
    protected static UserInfo WithAuthenticationGroup(UserInfo user)
    {
        if (user.Name != KnownUsers.Anonymous.Name)
        {
            return AuthenticatedGroup.AddTo(user);
        }

        return user.IsIn(KnownUsers.UnauthenticatedGroup) ? user : user with { Groups = [.. user.Groups, KnownUsers.UnauthenticatedGroup] };
    }
}
