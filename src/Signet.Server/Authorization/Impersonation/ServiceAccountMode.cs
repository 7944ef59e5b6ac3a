using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>Impersonation of a service account, by its name alone.</summary>
internal sealed class ServiceAccountMode : ImpersonationMode
{
    private const string Mode = "serviceaccount";

    /// <inheritdoc/>
    public override string Constraint => "impersonate:" + Mode;

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck>? ChecksFor(ImpersonationRequest requested, in AuthenticatedRequest request) =>
        requested.IsNameOnly && TryReadServiceAccount(requested.Name, out var ns, out var name)
            ? [CheckOnRequest(Mode, request), CheckOn(request, Constraint, AuthenticationGroup, "serviceaccounts", name, ns)]
            : null;
}
