using Signet.Core.Primitives;

namespace Signet.Server.Http.Answers;

/// <summary>Whether the request of a streaming answer is still authenticated and authorized. Ends at most once, from any thread.</summary>
internal sealed class StreamAccess : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Ending? _ending;

    public static StreamAccess Unlimited { get; } = new();

    /// <summary>How long the client may take to read what was written; a slower one is disconnected (<c>--watch-write-timeout</c>).</summary>
    public TimeSpan WriteLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Cancelled when the access ends, after <see cref="Error"/> is set.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Completes when the initial state has been sent.</summary>
    public Task Begun => _begun.Task;

    /// <summary>The status for the client; null while the access lasts.</summary>
    public StatusError? Error => _ending?.Error;

    /// <summary>Why the access has ended, for the log and the audit; never sent to the client. Empty while it lasts.</summary>
    public string Reason => _ending?.Reason ?? "";

    /// <summary>Notes that the initial state has been sent.</summary>
    public void NoteBegun() => _begun.TrySetResult();

    /// <summary>Ends the access and cancels <see cref="Ended"/>. False when it had ended before; then nothing changes.</summary>
    public bool TryEnd(StatusError error, string reason)
    {
        if (Interlocked.CompareExchange(ref _ending, new Ending(error, reason), null) is not null)
        {
            return false;
        }

        _ended.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    private sealed record Ending(StatusError Error, string Reason);
}
