using Signet.Server.Authentication.Issuers;

namespace Signet.Server.Hosting.Options;

/// <summary>Authentication of callers, in addition to service account tokens and client certificates of Signet's own CA.</summary>
public sealed record AuthenticationOptions
{
    /// <summary><c>--anonymous-auth</c>; null allows anonymous requests unless <c>--authentication-config</c> decides.</summary>
    public bool? AllowAnonymous { get; init; }

    /// <summary><c>--token-auth-file</c>; null accepts no static tokens.</summary>
    public string? TokenFile { get; init; }

    /// <summary><c>--client-ca-file</c>: more trusted CA certificates for client certificates.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary><c>--authentication-config</c>: other issuers whose tokens are accepted.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary><c>--oidc-*</c>: one other issuer; null when none of the flags is set.</summary>
    public OidcFlags? Oidc { get; init; }

    /// <summary><c>--requestheader-*</c>.</summary>
    public FrontProxyFlags FrontProxy { get; init; } = new();

    /// <summary><c>--authentication-token-webhook-*</c>.</summary>
    public TokenWebhookFlags TokenWebhook { get; init; } = new();
}
