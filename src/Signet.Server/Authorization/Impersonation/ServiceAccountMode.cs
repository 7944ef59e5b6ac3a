using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>A service account by its name alone.</summary>
internal sealed class ServiceAccountMode : ImpersonationMode
{
    private const string Mode = "serviceaccount";

    /// <inheritdoc/>
    public override string Constraint => "impersonate:" + Mode;

    /// <inheritdoc/>
    public override IReadOnlyList<ImpersonationCheck>? ChecksFor(ImpersonationRequest wanted, in AuthenticatedRequest request) =>
        wanted.IsNameOnly && TryReadServiceAccount(wanted.Name, out var ns, out var name)
            ? [OnRequest(Mode, request), On(request, Constraint, AuthenticationGroup, "serviceaccounts", name, ns)]
            : null;
}
