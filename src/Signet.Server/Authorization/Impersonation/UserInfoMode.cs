using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// Impersonation of a user that is neither a node nor a service account, with uid, groups and extra fields. Some groups and extra fields are always
/// refused.
/// </summary>
internal sealed class UserInfoMode : ImpersonationMode
{
    private const string Mode = "user-info";

    /// <inheritdoc/>
    public override string Constraint => "impersonate:" + Mode;

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck>? ChecksFor(ImpersonationRequest requested, in AuthenticatedRequest request)
    {
        if (NodeOf(requested.Name).Length > 0 || TryReadServiceAccount(requested.Name, out _, out _))
        {
            return null;
        }

        var checks = new List<ImpersonationCheck> { CheckOnRequest(Mode, request), CheckOn(request, Constraint, AuthenticationGroup, "users", requested.Name) };
        foreach (var (resource, name, key) in AttributesOf(requested))
        {
            var refusal = RefusalOf(resource, name, key);
            checks.Add(resource == Extras && refusal.Length > 0
                ? CheckOn(request, Constraint, AuthenticationGroup, resource, "", refusal: refusal)
                : CheckOn(request, Constraint, AuthenticationGroup, resource, name, subresource: key, refusal: refusal));
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
