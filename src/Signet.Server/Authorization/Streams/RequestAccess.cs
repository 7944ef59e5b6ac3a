using Signet.Core.Primitives;
using Signet.Server.Authentication.Chain;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Streams;

/// <summary>
/// Authenticates, identifies and authorizes requests. New requests and running streams that are checked again take the same steps; authentication is
/// reported only for new requests.
/// </summary>
internal sealed class RequestAccess(RequestAuthenticator authenticator, Impersonator impersonator, RequestAuthorizer authorizer)
{
    /// <summary>Authenticates a new request, and reports the result.</summary>
    public ValueTask<AuthenticationResult> AuthenticateAsync(ReceivedRequest request, CancellationToken cancellationToken)
    {
        var pending = authenticator.AuthenticateAsync(request, cancellationToken);
        return pending.IsCompletedSuccessfully ? new(Reported(request, pending.Result)) : ReportedAsync(request, pending);
    }

    /// <summary>Identifies the user of a request, after impersonation; or a 400 or 403.</summary>
    public ValueTask<Outcome<IdentifiedRequest>> IdentifyAsync(in AuthenticatedRequest request, CancellationToken cancellationToken) =>
        impersonator.ImpersonateAsync(request, cancellationToken);

    /// <summary>Authorizes a request; or a 403 or 500.</summary>
    public ValueTask<Outcome<ApiRequest>> AuthorizeAsync(IdentifiedRequest request, CancellationToken cancellationToken) =>
        authorizer.AuthorizeAsync(request, cancellationToken);

    /// <summary>Repeats the steps for a request that was authorized before.</summary>
    /// <returns>The time until which the credential is valid, or the refusal.</returns>
    public async ValueTask<RecheckResult> RecheckAsync(ReceivedRequest request, CancellationToken cancellationToken)
    {
        var authentication = await authenticator.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        if (!authentication.TryGetUser(out var sender, out var error))
        {
            return new(authentication.Lifetime, authentication.Refusal.Length > 0 ? authentication.Refusal : error.Message);
        }

        var authenticated = new AuthenticatedRequest(request, sender, authentication.Lifetime);
        return (await IdentifyAsync(authenticated, cancellationToken).ConfigureAwait(false)).TryGetValue(out var identified, out error) &&
            (await AuthorizeAsync(identified, cancellationToken).ConfigureAwait(false)).TryGetValue(out _, out error)
            ? new(authentication.Lifetime, null)
            : new(authentication.Lifetime, error.Message);
    }

    private async ValueTask<AuthenticationResult> ReportedAsync(ReceivedRequest request, ValueTask<AuthenticationResult> pending) =>
        Reported(request, await pending.ConfigureAwait(false));

    private AuthenticationResult Reported(ReceivedRequest request, in AuthenticationResult result)
    {
        authenticator.Report(request, result);
        return result;
    }
}
