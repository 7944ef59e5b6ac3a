using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>Whoever is neither a node nor a service account, with uid, groups and extras. Some of those are never allowed.</summary>
internal sealed class UserInfoMode : ImpersonationMode
{
    private const string Mode = "user-info";

    /// <inheritdoc/>
    public override string Constraint => "impersonate:" + Mode;

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck>? ChecksFor(ImpersonationRequest wanted, in AuthenticatedRequest request)
    {
        if (NodeOf(wanted.Name).Length > 0 || TryReadServiceAccount(wanted.Name, out _, out _))
        {
            return null;
        }

        var checks = new List<ImpersonationCheck> { OnRequest(Mode, request), On(request, Constraint, AuthenticationGroup, "users", wanted.Name) };
        foreach (var (resource, name, key) in PartsOf(wanted))
        {
            var refusal = RefusalOf(resource, name, key);
            checks.Add(resource == Extras && refusal.Length > 0
                ? On(request, Constraint, AuthenticationGroup, resource, "", refusal: refusal)
                : On(request, Constraint, AuthenticationGroup, resource, name, subresource: key, refusal: refusal));
        }

        return checks;
    }

    private static string RefusalOf(string resource, string name, string key) => (resource, name) switch
    {
        ("groups", KnownUsers.MastersGroup) => "impersonating the system:masters group is not allowed",
        ("groups", "") => "impersonating the empty string group is not allowed",
        (Extras, _) when DomainPrefixedPath.Check("extra.key", key) is { Count: > 0 } faults =>
            $"impersonating an invalid key in extra is not allowed: {FieldError.Join(faults)}",
        (Extras, "") => "impersonating the empty string value in extra is not allowed",
        _ => "",
    };
}
