using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Http;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Logging;

namespace Signet.Server.Authentication.Chain;

/// <summary>
/// Authenticates requests: by the control socket, by front proxy, by client certificate, then by bearer token, else as the anonymous user. The reason
/// of a failure goes to the log and the audit; the client does not get it.
/// </summary>
internal sealed class RequestAuthenticator(
    RequestAuthenticationOptions options,
    ClientCertificates certificates,
    FrontProxy? proxy,
    ITokenAuthenticator tokens,
    ILogger<RequestAuthenticator> logger)
{
    /// <summary>The lines of failures at once, and how often a further one follows: enough to see who fails, too few to fill a disk.</summary>
    private const int LinesAtOnce = 200;
    private static readonly TimeSpan LineInterval = TimeSpan.FromMilliseconds(50);
    private readonly LogRate _lines = new(LinesAtOnce, LineInterval, options.Time);
    private readonly LogRate _staleLines = new(LinesAtOnce, LineInterval, options.Time);

    /// <summary>Authenticates a request. Has no side effects: <see cref="Report"/> logs the result.</summary>
    internal async ValueTask<AuthenticationResult> AuthenticateAsync(ReceivedRequest request, CancellationToken cancellationToken)
    {
        var headers = request.Http.Request.Headers;
        if (BearerHeader.HasControlCharacter(headers.Authorization))
        {
            return AuthenticationResult.Refuse(StatusErrors.BadRequest("the Authorization header holds a control character"));
        }

        string? refused = null;
        var tls = request.Http.Features.Get<ITlsConnectionFeature>();
        if (tls is null && request.Http.Features.Get<ControlConnection>() is not null)
        {
            return AuthenticationResult.Of(ControlUser.Administrator);
        }

        if (tls?.ClientCertificate is { } certificate)
        {
            var lifetime = default(CredentialLifetime);
            if ((proxy?.Authenticate(certificate, headers, request.Now, out lifetime) ??
                certificates.Authenticate(certificate, request.Now, out lifetime)) is { } user)
            {
                return AuthenticationResult.Of(user, lifetime);
            }

            refused = "the client certificate is not issued by a trusted CA, not valid now, or not for client authentication";
        }

        var token = BearerHeader.Read(headers.Authorization, out var warning);
        if (token is not null)
        {
            switch (await tokens.AuthenticateAsync(token, options.ApiAudiences.Current, request.Now, cancellationToken).ConfigureAwait(false))
            {
                case TokenAuthentication.Authenticated authenticated:
                    return AuthenticationResult.Of(
                        authenticated.User, authenticated.Lifetime, authenticated.IsStale ? authenticated.SecondsStale : null) with
                    { Warning = warning };
                case TokenAuthentication.Rejected rejected:
                    refused = rejected.Reason;
                    break;
                default:
                    refused = "the bearer token is not known";
                    break;
            }
        }

        return WithoutCredential(request, refused) with { Warning = warning };
    }

    /// <summary>Reports a result: failures and stale tokens to the log, warnings to the client. Not called when a running stream is checked again.</summary>
    internal void Report(ReceivedRequest request, in AuthenticationResult result)
    {
        if (result.Warning is { } warning)
        {
            WarningHeaders.Append(request.Http, [warning]);
        }

        if (result.Refusal.Length > 0 && logger.IsEnabled(LogLevel.Information) && _lines.TryTake(out var dropped))
        {
            Log.LinesDropped(logger, dropped);
            Log.Unauthenticated(logger, request.Info.Verb, TokenMask.Apply(request.Info.Path), request.AuditId, result.Refusal);
        }

        if (result is { User: { } user, SecondsStale: not null } && _staleLines.TryTake(out var staleDropped))
        {
            Log.LinesDropped(logger, staleDropped);
            Log.StaleToken(logger, user.Name);
        }
    }

    /// <summary>The anonymous user where it is allowed and no credential was refused; else a 401.</summary>
    private AuthenticationResult WithoutCredential(ReceivedRequest request, string? refused)
    {
        var info = request.Info;
        if (refused is null &&
            (options.Anonymous.Current.Allows(info.Path) || options.Documents.IsPublic(info.Verb, info.Path) || options.Documents.IsForPage(request)))
        {
            return AuthenticationResult.Of(KnownUsers.Anonymous);
        }

        return AuthenticationResult.Refuse(StatusErrors.Unauthorized, refused ?? (options.Documents.Find(info.Path) is null
            ? "no credentials were given"
            : "no credentials were given; --publish-discovery=true would allow anonymous requests to read this document"));
    }
}
