namespace Signet.Server.Outbound;

/// <summary>A webhook returned no usable response. The message has nothing of the request.</summary>
internal sealed class WebhookFailedException(string message) : Exception(message)
{
    /// <summary>Whether the last attempt ended because its time was over.</summary>
    public bool IsTimeout { get; init; }
}
