namespace Signet.Signing.External;

/// <summary>An external signer did not answer, or its answer is invalid. The message is for the log and has neither claims nor a token.</summary>
internal sealed class ExternalSignerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the signer was not reachable or too busy, so that another attempt may succeed.</summary>
    public bool IsTransient { get; init; }
}
