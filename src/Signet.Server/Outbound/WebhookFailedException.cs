namespace Signet.Server.Outbound;

/// <summary>A webhook returned no usable response. The message has nothing of the request.</summary>
internal sealed class WebhookFailedException(string message) : Exception(message);
