using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// Impersonation of another user for one request (apiserver, <c>pkg/endpoints/filters/impersonation</c>). The first mode is used whose permissions
/// the caller has.
/// </summary>
/// <remarks>
/// A refusal names the first missing permission. Of several modes that apply it is that of the first mode of which the caller has some permissions,
/// because that mode was probably intended; else that of the first mode. (kube-apiserver remembers which mode succeeded for a caller before.)
/// </remarks>
internal sealed class Impersonator(IAuthorizer authorizer, ILogger<Impersonator> logger)
{
    /// <summary>Identifies the user of a request: the impersonated user, or the sender when no impersonation is requested; or a 400 or 403.</summary>
    internal ValueTask<Outcome<IdentifiedRequest>> ImpersonateAsync(in AuthenticatedRequest request, CancellationToken cancellationToken)
    {
        if (!request.Received.HasImpersonationHeader)
        {
            return new(new IdentifiedRequest(request, request.Sender));
        }

        var error = ImpersonationRequest.Read(request.Received.Http.Request.Headers, out var requested);
        return error is not null ? new(error)
            : requested is null ? new(new IdentifiedRequest(request, request.Sender))
            : ImpersonateAsync(request, requested, cancellationToken);
    }

    private async ValueTask<Outcome<IdentifiedRequest>> ImpersonateAsync(
        AuthenticatedRequest request, ImpersonationRequest requested, CancellationToken cancellationToken)
    {
        StatusError? first = null;
        StatusError? intended = null;
        foreach (var mode in ImpersonationMode.All)
        {
            if (mode.ChecksFor(requested, request) is not { } checks)
            {
                continue;
            }

            var (refused, hasPermission) = await CheckAsync(checks, cancellationToken).ConfigureAwait(false);
            if (refused is null)
            {
                Log.Impersonated(logger, request.Sender.Name, requested.Name, mode.Constraint.Length > 0 ? mode.Constraint : "impersonate");
                return new IdentifiedRequest(request, mode.UserFor(requested), new ImpersonationGrant(request.Sender, mode.Constraint));
            }

            first ??= refused;
            if (hasPermission)
            {
                intended ??= refused;
            }
        }

        // The request itself has not been authorized, so its audit event has no authorization.k8s.io/decision and no reason.
        return (intended ?? first)!;
    }

    /// <summary>Runs all checks. Returns the refusal of the first one that fails, and whether another one passes.</summary>
    private async ValueTask<(StatusError? Refused, bool HasPermission)> CheckAsync(
        IReadOnlyList<ImpersonationCheck> checks, CancellationToken cancellationToken)
    {
        StatusError? refused = null;
        var hasPermission = false;
        foreach (var check in checks)
        {
            if (check.Refusal.Length > 0)
            {
                refused ??= RequestAuthorizer.Forbidden(check.Attributes, check.Refusal);
                continue;
            }

            var decision = await authorizer.AuthorizeAsync(check.Attributes, cancellationToken).ConfigureAwait(false);
            hasPermission |= decision.IsAllowed;
            if (!decision.IsAllowed)
            {
                refused ??= RequestAuthorizer.Forbidden(check.Attributes, decision.Reason);
            }
        }

        return (refused, hasPermission);
    }
}
