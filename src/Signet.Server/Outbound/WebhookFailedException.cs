namespace Signet.Server.Outbound;

/// <summary>A webhook gave no answer that counts; the message holds nothing that was asked.</summary>
internal sealed class WebhookFailedException(string message) : Exception(message);
