using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// Lets a caller be somebody else for one request (apiserver, <c>pkg/endpoints/filters/impersonation</c>). The first way whose rights
/// the caller holds is taken.
/// </summary>
/// <remarks>
/// A refusal tells the first right that is missing. Of several ways it is the first of which the caller holds a part, because that is
/// the one that was meant; else the first that there is. (kube-apiserver remembers which way a caller succeeded in before.)
/// </remarks>
internal sealed class Impersonator(IAuthorizer authorizer, ILogger<Impersonator> logger)
{
    /// <summary>Makes the request one of the user that its headers ask for, else of its sender; or a 400 or 403.</summary>
    internal ValueTask<Outcome<IdentifiedRequest>> ImpersonateAsync(in AuthenticatedRequest request, CancellationToken cancellationToken)
    {
        if (!request.Received.HasImpersonationHeader)
        {
            return new(new IdentifiedRequest(request, request.Sender));
        }

        var error = ImpersonationRequest.Read(request.Received.Http.Request.Headers, out var wanted);
        return error is not null ? new(error)
            : wanted is null ? new(new IdentifiedRequest(request, request.Sender))
            : ImpersonateAsync(request, wanted, cancellationToken);
    }

    private async ValueTask<Outcome<IdentifiedRequest>> ImpersonateAsync(AuthenticatedRequest request, ImpersonationRequest wanted, CancellationToken cancellationToken)
    {
        StatusError? first = null;
        StatusError? meant = null;
        foreach (var way in ImpersonationMode.All)
        {
            if (way.ChecksFor(wanted, request) is not { } checks)
            {
                continue;
            }

            var (refused, holdsPart) = await CheckAsync(checks, cancellationToken).ConfigureAwait(false);
            if (refused is null)
            {
                Log.Impersonated(logger, request.Sender.Name, wanted.Name, way.Constraint.Length > 0 ? way.Constraint : "impersonate");
                return new IdentifiedRequest(request, way.UserFor(wanted), new ImpersonationGrant(request.Sender, way.Constraint));
            }

            first ??= refused;
            if (holdsPart)
            {
                meant ??= refused;
            }
        }

        // The request itself was never authorized, so its event has no authorization.k8s.io/decision and no reason.
        return (meant ?? first)!;
    }

    /// <summary>The refusal of the first check that fails, and whether another one does not.</summary>
    private async ValueTask<(StatusError? Refused, bool HoldsPart)> CheckAsync(
        IReadOnlyList<ImpersonationCheck> checks, CancellationToken cancellationToken)
    {
        StatusError? refused = null;
        var holdsPart = false;
        foreach (var check in checks)
        {
            if (check.Refusal.Length > 0)
            {
                refused ??= RequestAuthorizer.Forbidden(check.Attributes, check.Refusal);
                continue;
            }

            var decision = await authorizer.AuthorizeAsync(check.Attributes, cancellationToken).ConfigureAwait(false);
            holdsPart |= decision.IsAllowed;
            if (!decision.IsAllowed)
            {
                refused ??= RequestAuthorizer.Forbidden(check.Attributes, decision.Reason);
            }
        }

        return (refused, holdsPart);
    }
}
