using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>Unconstrained impersonation: the verb <c>impersonate</c> allows every request that the other user may make.</summary>
internal sealed class LegacyMode : ImpersonationMode
{
    private const string Verb = "impersonate";

    /// <inheritdoc/>
    public override string Constraint => "";

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck> ChecksFor(ImpersonationRequest requested, in AuthenticatedRequest request)
    {
        var checks = new List<ImpersonationCheck>
        {
            TryReadServiceAccount(requested.Name, out var ns, out var account)
                ? CheckOn(request, Verb, "", "serviceaccounts", account, ns)
                : CheckOn(request, Verb, "", "users", requested.Name),
        };
        foreach (var (resource, name, key) in AttributesOf(requested))
        {
            // Groups have the API group of users, the core group.
            checks.Add(CheckOn(request, Verb, resource == "groups" ? "" : AuthenticationGroup, resource, name, subresource: key));
        }

        return checks;
    }
}
