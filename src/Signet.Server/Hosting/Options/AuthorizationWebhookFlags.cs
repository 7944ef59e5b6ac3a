namespace Signet.Server.Hosting.Options;

/// <summary>The webhook of the authorization mode Webhook: <c>--authorization-webhook-*</c>.</summary>
public sealed record AuthorizationWebhookFlags
{
    /// <summary><c>--authorization-webhook-config-file</c>; required by the mode Webhook.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary><c>--authorization-webhook-cache-authorized-ttl</c>.</summary>
    public TimeSpan AuthorizedCacheTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>--authorization-webhook-cache-unauthorized-ttl</c>.</summary>
    public TimeSpan UnauthorizedCacheTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--authorization-webhook-version</c>.</summary>
    public string Version { get; init; } = "v1";
}
