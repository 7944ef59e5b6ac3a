using System.Buffers;
using System.IO.Pipelines;
using Signet.Server.Http.Outcomes;

namespace Signet.Server.Http.Sending;

/// <summary>Keeps the body of an answer in memory until its first flush, which waits for the <see cref="AnswerHold"/>. Later parts pass.</summary>
internal sealed class HeldPipeWriter(PipeWriter inner, AnswerHold hold) : PipeWriter
{
    private ArrayBufferWriter<byte>? _held = new();

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => inner.UnflushedBytes + (_held?.WrittenCount ?? 0);

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (_held is null)
        {
            inner.Advance(bytes);
        }
        else
        {
            _held.Advance(bytes);
        }
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _held?.GetMemory(sizeHint) ?? inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _held is null ? inner.GetSpan(sizeHint) : _held.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_held is { } held)
        {
            await hold.ReleaseAsync().ConfigureAwait(false);
            inner.Write(held.WrittenSpan);
            _held = null;
        }

        return await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
}
