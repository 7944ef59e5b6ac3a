namespace Signet.Server.Outbound;

/// <summary>The decoded response of a webhook.</summary>
/// <param name="Value">The decoded value.</param>
/// <param name="Lifetime">How long it is cached; zero does not cache it.</param>
internal readonly record struct WebhookResponse<TValue>(TValue Value, TimeSpan Lifetime);
