using System.IO.Pipelines;
using Signet.Core.Resources.Watching;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Watching;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// The output side of one watch: writes notices and ends the watch when its access ends. A client that does not read within
/// <see cref="StreamAccess.WriteLimit"/> is disconnected.
/// </summary>
internal sealed class WatchOutput(PipeWriter output, IWatchEncoding encoding, TimeProvider time)
{
    /// <summary>The time limit once the access has ended or the server stops.</summary>
    private static readonly TimeSpan LastFlushTimeout = TimeSpan.FromMilliseconds(250);

    private Task _flush = Task.CompletedTask;
    private TimeSpan _limit = StreamAccess.Unlimited.WriteLimit;

    /// <summary>The bytes that have been written and not flushed.</summary>
    public long UnflushedBytes => output.UnflushedBytes;

    /// <summary>Writes a notice without flushing it.</summary>
    public void Write(WatchNotice notice) => encoding.Write(output, notice);

    /// <summary>
    /// Runs <paramref name="send"/> until it returns, the access ends (its error becomes the last notice) or the request is cancelled
    /// (nothing more is written).
    /// </summary>
    /// <exception cref="TimeoutException">The client does not read.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> send, StreamAccess access, CancellationToken cancellationToken)
    {
        _limit = access.WriteLimit;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(access.Ended, cancellationToken);
        try
        {
            try
            {
                await send(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (access.Error is not null && !cancellationToken.IsCancellationRequested)
            {
                // A pending flush holds whole notices; nothing may be written until it has ended.
                await _flush.WaitAsync(LastFlushTimeout, time, cancellationToken).ConfigureAwait(false);
                Write(new WatchNotice(WatchNoticeType.Error, null, access.Error));
                await output.FlushAsync(cancellationToken).AsTask().WaitAsync(LastFlushTimeout, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client has disconnected, or the server stops and does not wait for a client that does not read.
            if (!_flush.IsCompleted)
            {
                await _flush.WaitAsync(LastFlushTimeout, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Cancellation ends the wait, not the flush: Kestrel aborts the connection when a flush is cancelled.</summary>
    /// <exception cref="TimeoutException">The client does not read.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var flush = output.FlushAsync(CancellationToken.None);
        if (!flush.IsCompletedSuccessfully)
        {
            var pending = flush.AsTask();
            _flush = pending;
            await pending.WaitAsync(_limit, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
