namespace Signet.Server.Hosting.Options;

/// <summary>The webhook that authenticates tokens: <c>--authentication-token-webhook-*</c>.</summary>
public sealed record TokenWebhookFlags
{
    /// <summary><c>--authentication-token-webhook-config-file</c>; null uses no webhook.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary><c>--authentication-token-webhook-cache-ttl</c>.</summary>
    public TimeSpan CacheTtl { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary><c>--authentication-token-webhook-version</c>.</summary>
    public string Version { get; init; } = "v1";
}
