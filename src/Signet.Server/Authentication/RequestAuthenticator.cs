using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Http;

namespace Signet.Server.Authentication;

/// <summary>
/// Says who makes a request: by a front proxy, by client certificate, then by bearer token, else nobody in particular. Why somebody is refused
/// stands in the log and never in the answer.
/// </summary>
public sealed class RequestAuthenticator(
    RequestAuthenticationOptions options,
    ClientCertificates certificates,
    FrontProxy? proxy,
    ITokenAuthenticator tokens,
    ILogger<RequestAuthenticator> logger)
{
    private const string StaleToken = "authentication.k8s.io/stale-token";
    private const string FailureReason = "tokens.signet.dev/authentication-failure";

    /// <summary>The user, or a 401.</summary>
    public async ValueTask<Outcome<UserInfo>> AuthenticateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (BearerHeader.HasControlCharacter(request.Http.Request.Headers.Authorization))
        {
            return StatusErrors.BadRequest("the Authorization header holds a control character");
        }

        string? refused = null;
        if (request.Http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is { } certificate)
        {
            var lifetime = default(CredentialLifetime);
            if ((proxy?.Authenticate(certificate, request.Http.Request.Headers, request.Now, out lifetime) ??
                certificates.Authenticate(certificate, request.Now, out lifetime)) is { } user)
            {
                request.CredentialLifetime = lifetime;
                return user;
            }

            refused = "the client certificate is not signed by a trusted authority, not valid now, or not for clients";
        }

        var token = BearerHeader.Read(request.Http.Request.Headers.Authorization, out var warning);
        if (warning is not null && !request.IsRecheck)
        {
            WarningHeaders.Append(request.Http, [warning]);
        }

        if (token is not null)
        {
            switch (await tokens.AuthenticateAsync(token, options.ApiAudiences, request.Now, cancellationToken).ConfigureAwait(false))
            {
                case TokenAuthentication.Authenticated authenticated:
                    request.CredentialLifetime = authenticated.Lifetime;
                    if (authenticated.IsStale && !request.IsRecheck)
                    {
                        Log.StaleToken(logger, authenticated.User.Name);
                        request.Notes?.Annotate(StaleToken, string.Create(
                            CultureInfo.InvariantCulture, $"subject: {authenticated.User.Name}, seconds after warning threshold: {authenticated.SecondsStale}"));
                    }

                    return authenticated.User;
                case TokenAuthentication.Rejected rejected:
                    refused = rejected.Reason;
                    break;
                default:
                    refused = "the bearer token is not known";
                    break;
            }
        }

        var path = request.Info.Path;
        if (refused is null && (options.Anonymous.Current.Allows(path) || options.Documents.IsPublic(request.Info.Verb, path)))
        {
            return KnownUsers.Anonymous;
        }

        refused ??= options.Documents.Find(path) is null
            ? "no credentials were given"
            : "no credentials were given; --publish-discovery=true would let everybody read this document";
        request.Refusal = refused;
        if (request.IsRecheck)
        {
            return StatusErrors.Unauthorized;
        }

        Log.Unauthenticated(logger, request.Info.Verb, TokenMask.Apply(path), request.AuditId, refused);
        request.Notes?.Annotate(FailureReason, refused);
        return StatusErrors.Unauthorized;
    }
}
