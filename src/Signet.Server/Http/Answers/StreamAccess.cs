using Signet.Core.Primitives;

namespace Signet.Server.Http.Answers;

/// <summary>Whether the request of a streaming answer is still authenticated and authorized. It ends at most once, from any thread.</summary>
internal sealed class StreamAccess : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private volatile StatusError? _error;

    /// <summary>Access that never ends.</summary>
    public static StreamAccess Unlimited { get; } = new();

    /// <summary>Is cancelled when the access ends; <see cref="Error"/> is set before.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>What the client is told when the access has ended, else null.</summary>
    public StatusError? Error => _error;

    /// <summary>Why it has ended, for the log and the audit; never for the client.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Ends the access. The stream that reads this one is told by <see cref="Ended"/>.</summary>
    public void End(StatusError error, string reason)
    {
        Reason = reason;
        _error = error;
        _ended.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();
}
