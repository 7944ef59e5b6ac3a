using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>The verb <c>impersonate</c> alone, which allows every request that the other user may make.</summary>
internal sealed class LegacyMode : ImpersonationMode
{
    private const string Verb = "impersonate";

    /// <inheritdoc/>
    public override string Constraint => "";

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck> ChecksFor(ImpersonationRequest wanted, in AuthenticatedRequest request)
    {
        var checks = new List<ImpersonationCheck>
        {
            TryReadServiceAccount(wanted.Name, out var ns, out var account)
                ? On(request, Verb, "", "serviceaccounts", account, ns)
                : On(request, Verb, "", "users", wanted.Name),
        };
        foreach (var (resource, name, key) in PartsOf(wanted))
        {
            // Groups are of the API group that users are of.
            checks.Add(On(request, Verb, resource == "groups" ? "" : AuthenticationGroup, resource, name, subresource: key));
        }

        return checks;
    }
}
