using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;
using Signet.Server.Http;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>Whoever is neither a node nor a service account, with uid, groups and extras. Some of those are never allowed.</summary>
internal sealed class UserInfoWay : ImpersonationWay
{
    private const string Mode = "user-info";

    /// <inheritdoc/>
    public override string Constraint => "impersonate:" + Mode;

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck>? ChecksFor(WantedUser wanted, ApiRequest request)
    {
        if (NodeOf(wanted.Name).Length > 0 || TryReadServiceAccount(wanted.Name, out _, out _))
        {
            return null;
        }

        var checks = new List<ImpersonationCheck> { OnRequest(Mode, request), On(request, Constraint, AuthenticationGroup, "users", wanted.Name) };
        if (wanted.Uid.Length > 0)
        {
            checks.Add(On(request, Constraint, AuthenticationGroup, "uids", wanted.Uid));
        }

        foreach (var group in wanted.Groups)
        {
            checks.Add(On(request, Constraint, AuthenticationGroup, "groups", group, refusal: group switch
            {
                KnownUsers.MastersGroup => "impersonating the system:masters group is not allowed",
                "" => "impersonating the empty string group is not allowed",
                _ => "",
            }));
        }

        foreach (var (key, values) in wanted.Extra)
        {
            AddExtra(checks, request, key, values);
        }

        return checks;
    }

    private void AddExtra(List<ImpersonationCheck> checks, ApiRequest request, string key, IReadOnlyList<string> values)
    {
        var faults = DomainPrefixedPath.Check("extra.key", key);
        if (faults.Count > 0)
        {
            checks.Add(On(
                request, Constraint, AuthenticationGroup, "userextras", "",
                refusal: $"impersonating an invalid key in extra is not allowed: {FieldError.Join(faults)}"));
            return;
        }

        foreach (var value in values)
        {
            checks.Add(value.Length == 0
                ? On(
                    request, Constraint, AuthenticationGroup, "userextras", "",
                    refusal: "impersonating the empty string value in extra is not allowed")
                : On(request, Constraint, AuthenticationGroup, "userextras", value, subresource: key));
        }
    }
}
