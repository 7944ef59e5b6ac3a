using Signet.Core.Resources.Watching;
using Signet.Server.Http.Answers;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// Sends a watch's notices until its time limit (apiserver, <c>pkg/endpoints/handlers/watch.go</c>). Sends as fast as the client reads; a client
/// that stops reading is disconnected. An idle watch costs one timer and no thread.
/// </summary>
internal sealed class WatchStream(ObjectWatch watch, bool allowBookmarks, WatchOutput output, TimeProvider time)
{
    private const int FlushedAt = 32 * 1024;
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long before the end the last bookmark is sent, from which the next watch can continue.</summary>
    private static readonly TimeSpan LastBookmark = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Sends until the time limit is reached, the watch ends, the access ends (its error becomes the last notice) or the request is
    /// cancelled (nothing more is written).
    /// </summary>
    /// <exception cref="TimeoutException">The client does not read.</exception>
    public Task RunAsync(TimeSpan limit, StreamAccess access, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + limit;
        return output.RunAsync(token => SendUntilAsync(end, access, token), access, cancellationToken);
    }

    private async Task SendUntilAsync(DateTimeOffset end, StreamAccess access, CancellationToken cancellationToken)
    {
        var nextBookmark = NextBookmark(end);

        // The headers tell the client that the watch has begun.
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var horizon = watch.Horizon;
            if (!await SendAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            access.NoteBegun();
            var now = time.GetUtcNow();
            if (now >= end)
            {
                return;
            }

            if (now >= nextBookmark)
            {
                output.Write(watch.BookmarkAt(horizon));
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                nextBookmark = NextBookmark(end);
            }

            await watch.WaitAsync((nextBookmark < end ? nextBookmark : end) - now, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends all available notices; false when the watch has ended.</summary>
    private async ValueTask<bool> SendAsync(CancellationToken cancellationToken)
    {
        var goesOn = true;
        while (goesOn && watch.TryRead(out var notice))
        {
            output.Write(notice);
            goesOn = notice.Error is null;
            if (output.UnflushedBytes > FlushedAt)
            {
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        if (output.UnflushedBytes > 0)
        {
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return goesOn;
    }

    private DateTimeOffset NextBookmark(DateTimeOffset end)
    {
        var now = time.GetUtcNow();
        var last = end - LastBookmark;
        var next = now + BookmarkInterval;
        return !allowBookmarks ? DateTimeOffset.MaxValue : last > now && last < next ? last : next;
    }
}
