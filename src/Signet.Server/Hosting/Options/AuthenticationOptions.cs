using Signet.Server.Authentication.Issuers;

namespace Signet.Server.Hosting.Options;

/// <summary>The credentials that callers are known by, besides service account tokens and certificates of Signet's own CA.</summary>
public sealed record AuthenticationOptions
{
    /// <summary><c>--anonymous-auth</c>; null when it is not given, which is true unless <c>--authentication-config</c> says otherwise.</summary>
    public bool? AllowAnonymous { get; init; }

    /// <summary><c>--token-auth-file</c>.</summary>
    public string? TokenFile { get; init; }

    /// <summary><c>--client-ca-file</c>.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary><c>--authentication-config</c>.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary><c>--oidc-*</c>; null when none of them is given.</summary>
    public OidcFlags? Oidc { get; init; }

    /// <summary><c>--requestheader-*</c>.</summary>
    public FrontProxyFlags FrontProxy { get; init; } = new();

    /// <summary><c>--authentication-token-webhook-*</c>.</summary>
    public TokenWebhookFlags TokenWebhook { get; init; } = new();
}
