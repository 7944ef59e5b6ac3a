using System.Net;
using Microsoft.Extensions.Logging;
using Signet.Core.Admission.Events;
using Signet.Core.Signing;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Authorization;

namespace Signet.Server.Hosting;

/// <summary>All settings of a server, checked. The table of them is <see cref="Settings.SettingsTable"/>.</summary>
public sealed record ServerOptions
{
    /// <summary><c>--data-dir</c>.</summary>
    public string DataDirectory { get; init; } = "./signet-data";

    /// <summary><c>--accept-store-loss</c>.</summary>
    public bool AcceptStoreLoss { get; init; }

    /// <summary><c>--bind-address</c>.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary><c>--secure-port</c>; 0 takes any free one.</summary>
    public int SecurePort { get; init; } = 6443;

    /// <summary><c>--service-account-issuer</c>: the first issues, all are accepted. Empty stands for the issuer that the data directory remembers, else for the server's own address.</summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary><c>--api-audiences</c>. Empty stands for the issuers.</summary>
    public IReadOnlyList<string> ApiAudiences { get; init; } = [];

    /// <summary><c>--service-account-signing-key-file</c>; null uses the key in the data directory.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary><c>--signing-algorithm</c>: of the key that is made at the first start.</summary>
    public JwtAlgorithm SigningAlgorithm { get; init; } = JwtAlgorithm.RS256;

    /// <summary><c>--service-account-key-file</c>.</summary>
    public IReadOnlyList<string> KeyFiles { get; init; } = [];

    /// <summary><c>--service-account-max-token-expiration</c>; null is no limit.</summary>
    public TimeSpan? MaximumTokenLifetime { get; init; }

    /// <summary><c>--service-account-extend-token-expiration</c>.</summary>
    public bool ExtendTokenExpiration { get; init; } = true;

    /// <summary><c>--service-account-jwks-uri</c>; null derives it from the issuer.</summary>
    public string? KeySetAddress { get; init; }

    /// <summary><c>--publish-discovery</c>.</summary>
    public bool PublishDiscovery { get; init; } = true;

    /// <summary><c>--cors-allowed-origins</c>: regular expressions that <see cref="Http.Cors.OriginPattern"/> compiles.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary><c>--token-auth-file</c>.</summary>
    public string? TokenFile { get; init; }

    /// <summary><c>--client-ca-file</c>.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary><c>--tls-cert-file</c>.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary><c>--tls-private-key-file</c>.</summary>
    public string? TlsPrivateKeyFile { get; init; }

    /// <summary><c>--tls-ca-file</c>: the CA bundle that clients verify <see cref="TlsCertificateFile"/> with; null derives it.</summary>
    public string? TlsAuthorityFile { get; init; }

    /// <summary><c>--tls-san</c>: more names and addresses in Signet's own serving certificate.</summary>
    public IReadOnlyList<string> TlsNames { get; init; } = [];

    /// <summary><c>--anonymous-auth</c>; null when it is not given, which is true unless <c>--authentication-config</c> says otherwise.</summary>
    public bool? AllowAnonymous { get; init; }

    /// <summary><c>--authentication-config</c>.</summary>
    public string? AuthenticationConfigFile { get; init; }

    /// <summary><c>--oidc-*</c>; null when none of them is given.</summary>
    public OidcFlags? Oidc { get; init; }

    /// <summary><c>--requestheader-client-ca-file</c>.</summary>
    public string? FrontProxyAuthorityFile { get; init; }

    /// <summary><c>--requestheader-allowed-names</c>.</summary>
    public IReadOnlyList<string> FrontProxyNames { get; init; } = [];

    /// <summary><c>--requestheader-username-headers</c>.</summary>
    public IReadOnlyList<string> FrontProxyUsernameHeaders { get; init; } = [];

    /// <summary><c>--requestheader-uid-headers</c>.</summary>
    public IReadOnlyList<string> FrontProxyUidHeaders { get; init; } = [];

    /// <summary><c>--requestheader-group-headers</c>.</summary>
    public IReadOnlyList<string> FrontProxyGroupHeaders { get; init; } = [];

    /// <summary><c>--requestheader-extra-headers-prefix</c>.</summary>
    public IReadOnlyList<string> FrontProxyExtraPrefixes { get; init; } = [];

    /// <summary><c>--authentication-token-webhook-config-file</c>.</summary>
    public string? TokenWebhookFile { get; init; }

    /// <summary><c>--authentication-token-webhook-cache-ttl</c>.</summary>
    public TimeSpan TokenWebhookLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary><c>--authentication-token-webhook-version</c>.</summary>
    public string TokenWebhookVersion { get; init; } = "v1";

    /// <summary><c>--authorization-webhook-config-file</c>.</summary>
    public string? AuthorizationWebhookFile { get; init; }

    /// <summary><c>--authorization-webhook-cache-authorized-ttl</c>.</summary>
    public TimeSpan WebhookAllowedLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>--authorization-webhook-cache-unauthorized-ttl</c>.</summary>
    public TimeSpan WebhookOthersLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--authorization-webhook-version</c>.</summary>
    public string AuthorizationWebhookVersion { get; init; } = "v1";

    /// <summary><c>--authorization-mode</c>, in order.</summary>
    public IReadOnlyList<AuthorizationMode> AuthorizationModes { get; init; } = [AuthorizationMode.Node, AuthorizationMode.RBAC];

    /// <summary><c>--orphaned-pod-quarantine</c>; zero keeps pods that no kubelet ends.</summary>
    public TimeSpan OrphanedPodQuarantine { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary><c>--audit-log-path</c>: a file, or <c>-</c> for standard output; null keeps no audit log.</summary>
    public string? AuditLogPath { get; init; }

    /// <summary>Whether standard output holds the events of the audit log, and so nothing else.</summary>
    public bool IsStandardOutputForEvents => Audit.AuditOutputs.IsStandardOutput(AuditLogPath);

    /// <summary><c>--audit-policy-file</c>; null is <see cref="Audit.AuditPolicy.Default"/>.</summary>
    public string? AuditPolicyFile { get; init; }

    /// <summary><c>--event-ttl</c>, <c>--max-events</c> and <c>--max-event-bytes</c>.</summary>
    public EventRetention Events { get; init; } = new();

    /// <summary><c>--request-timeout</c>.</summary>
    public TimeSpan RequestTimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary><c>--log-level</c>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
