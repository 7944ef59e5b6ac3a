using System.IO.Pipelines;
using Signet.Core.Resources.Watching;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// Sends a watch's notices until its time is up (apiserver, <c>pkg/endpoints/handlers/watch.go</c>). Sends as fast as the client reads; one
/// that has stopped reading is cut off. An idle one costs a timer that is rarely due and no thread.
/// </summary>
internal sealed class WatchStream(ObjectWatch watch, bool allowBookmarks, IWatchEncoding encoding, TimeProvider time)
{
    private const int FlushedAt = 32 * 1024;
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long before the end the last bookmark is sent, so that the next watch can go on from there.</summary>
    private static readonly TimeSpan LastBookmark = TimeSpan.FromSeconds(2);

    /// <summary>How long a client may take to read what is under way.</summary>
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may take to read what is under way once its access has ended.</summary>
    private static readonly TimeSpan LongestLastFlush = TimeSpan.FromMilliseconds(250);

    private Task _flush = Task.CompletedTask;

    /// <summary>
    /// Sends; ends when the time is up, when the watch cannot go on, when the access ends (with an error as the last notice), or by
    /// cancellation, without a word.
    /// </summary>
    /// <exception cref="TimeoutException">The client does not read.</exception>
    public async Task RunAsync(PipeWriter output, TimeSpan limit, StreamAccess access, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(access.Ended, cancellationToken);
        try
        {
            try
            {
                await SendUntilAsync(output, time.GetUtcNow() + limit, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (access.Error is not null && !cancellationToken.IsCancellationRequested)
            {
                // A flush that is under way holds whole notices; nothing may be written until it has ended.
                await _flush.WaitAsync(LongestLastFlush, time, cancellationToken).ConfigureAwait(false);
                encoding.Write(output, new WatchNotice(WatchNoticeType.Error, null, access.Error));
                await output.FlushAsync(cancellationToken).AsTask().WaitAsync(LongestLastFlush, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client has gone, or the server stops and waits for no client that does not read.
            if (!_flush.IsCompleted)
            {
                await _flush.WaitAsync(LongestLastFlush, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task SendUntilAsync(PipeWriter output, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var nextBookmark = NextBookmark(end);

        // The headers tell the client that the watch has begun.
        await FlushAsync(output, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var horizon = watch.Horizon;
            if (!await SendAsync(output, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            var now = time.GetUtcNow();
            if (now >= end)
            {
                return;
            }

            if (now >= nextBookmark)
            {
                encoding.Write(output, watch.BookmarkAt(horizon));
                await FlushAsync(output, cancellationToken).ConfigureAwait(false);
                nextBookmark = NextBookmark(end);
            }

            await watch.WaitAsync((nextBookmark < end ? nextBookmark : end) - now, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends all there is; false when nothing can follow.</summary>
    private async ValueTask<bool> SendAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var goesOn = true;
        while (goesOn && watch.TryRead(out var notice))
        {
            encoding.Write(output, notice);
            goesOn = notice.Error is null;
            if (output.UnflushedBytes > FlushedAt)
            {
                await FlushAsync(output, cancellationToken).ConfigureAwait(false);
            }
        }

        if (output.UnflushedBytes > 0)
        {
            await FlushAsync(output, cancellationToken).ConfigureAwait(false);
        }

        return goesOn;
    }

    /// <summary>Cancellation ends the waiting, not the flush: Kestrel aborts the connection of a flush that is cancelled.</summary>
    private async ValueTask FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var flush = output.FlushAsync(CancellationToken.None);
        if (!flush.IsCompletedSuccessfully)
        {
            var pending = flush.AsTask();
            _flush = pending;
            await pending.WaitAsync(LongestFlush, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private DateTimeOffset NextBookmark(DateTimeOffset end)
    {
        var now = time.GetUtcNow();
        var last = end - LastBookmark;
        var next = now + BookmarkInterval;
        return !allowBookmarks ? DateTimeOffset.MaxValue : last > now && last < next ? last : next;
    }
}
