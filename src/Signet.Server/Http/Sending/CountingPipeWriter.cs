using System.IO.Pipelines;
using Signet.Server.Http.Outcomes;

namespace Signet.Server.Http.Sending;

/// <summary>Counts the bytes of a streamed answer, and notes when the connection is closed.</summary>
internal sealed class CountingPipeWriter(PipeWriter inner, RequestRecord record) : PipeWriter
{
    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        inner.Advance(bytes);
        record.BytesWritten += bytes;
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var flushed = await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        record.IsConnectionClosed |= flushed.IsCompleted;
        return flushed;
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
}
