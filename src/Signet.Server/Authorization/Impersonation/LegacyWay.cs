using Signet.Server.Http;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>The verb <c>impersonate</c> alone, which allows every request that the other user may make.</summary>
internal sealed class LegacyWay : ImpersonationWay
{
    private const string Verb = "impersonate";

    /// <inheritdoc/>
    public override string Constraint => "";

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck> ChecksFor(WantedUser wanted, ApiRequest request)
    {
        var checks = new List<ImpersonationCheck>
        {
            TryReadServiceAccount(wanted.Name, out var ns, out var name)
                ? On(request, Verb, "", "serviceaccounts", name, ns)
                : On(request, Verb, "", "users", wanted.Name),
        };
        if (wanted.Uid.Length > 0)
        {
            checks.Add(On(request, Verb, AuthenticationGroup, "uids", wanted.Uid));
        }

        foreach (var group in wanted.Groups)
        {
            checks.Add(On(request, Verb, "", "groups", group));
        }

        foreach (var (key, values) in wanted.Extra)
        {
            foreach (var value in values)
            {
                checks.Add(On(request, Verb, AuthenticationGroup, "userextras", value, subresource: key));
            }
        }

        return checks;
    }
}
