namespace Signet.Server.Outbound;

/// <summary>The result of sending a document once.</summary>
/// <param name="Code">The status code; 0 without a response.</param>
/// <param name="Fault">Why it was not accepted; null when it was. It has nothing of request and response.</param>
internal readonly record struct WebhookPostResult(int Code, string? Fault);
