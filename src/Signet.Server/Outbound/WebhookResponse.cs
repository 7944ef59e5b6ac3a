namespace Signet.Server.Outbound;

/// <summary>What a webhook answered.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Lifetime">How long it is remembered; zero for not at all.</param>
internal readonly record struct WebhookResponse<TAnswer>(TAnswer Answer, TimeSpan Lifetime);
