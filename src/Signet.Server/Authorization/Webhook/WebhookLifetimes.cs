namespace Signet.Server.Authorization.Webhook;

/// <summary>How long a webhook's decisions are remembered; zero for not at all.</summary>
/// <param name="Authorized">Those that allow (<c>--authorization-webhook-cache-authorized-ttl</c>).</param>
/// <param name="Unauthorized">Those that do not (<c>--authorization-webhook-cache-unauthorized-ttl</c>).</param>
internal sealed record WebhookLifetimes(TimeSpan Authorized, TimeSpan Unauthorized);
