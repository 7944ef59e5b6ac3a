namespace Signet.Server.Authorization.Webhook;

/// <summary>How long a webhook's decisions are remembered; zero for not at all.</summary>
/// <param name="Allowed">Those that allow (<c>--authorization-webhook-cache-authorized-ttl</c>).</param>
/// <param name="Others">Those that do not (<c>--authorization-webhook-cache-unauthorized-ttl</c>).</param>
internal sealed record WebhookLifetimes(TimeSpan Allowed, TimeSpan Others);
