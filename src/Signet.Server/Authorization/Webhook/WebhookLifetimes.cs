namespace Signet.Server.Authorization.Webhook;

/// <summary>The cache lifetimes of a webhook's decisions; zero does not cache.</summary>
/// <param name="Authorized">For decisions that allow (<c>--authorization-webhook-cache-authorized-ttl</c>).</param>
/// <param name="Unauthorized">For all other decisions (<c>--authorization-webhook-cache-unauthorized-ttl</c>).</param>
internal sealed record WebhookLifetimes(TimeSpan Authorized, TimeSpan Unauthorized);
