namespace Signet.Server.Audit.Output;

/// <summary>An event of a request could not be stored in time, so the request fails (blocking-strict).</summary>
/// <param name="message">The fault of the output, for the log.</param>
/// <param name="isProcessed">Whether the request was processed, and only its answer is withheld.</param>
internal sealed class AuditFailedException(string message, bool isProcessed) : IOException(message)
{
    /// <summary>Whether the request was processed, and only its answer is withheld.</summary>
    public bool IsProcessed => isProcessed;
}
