namespace Signet.Server.Outbound;

/// <summary>
/// Bounds the requests to a webhook that are in flight at once, and those that wait for one. Unauthenticated clients cause requests, each with
/// another token or path, so that no cache helps: without a bound their flood would reach the webhook.
/// </summary>
/// <param name="concurrent">The maximum in flight.</param>
/// <param name="waiting">The maximum that waits.</param>
/// <param name="patience">How long one waits.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookSlots(int concurrent, int waiting, TimeSpan patience, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _free = new(concurrent);
    private int _waiting;
    private long _refused;

    /// <summary>Requests that were not sent, since the start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Waits for a slot, which the caller returns by <see cref="Release"/>; false when there are too many.</summary>
    public async ValueTask<bool> TryEnterAsync(CancellationToken cancellationToken) =>
        await _free.WaitAsync(0, CancellationToken.None).ConfigureAwait(false) || await WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Returns a slot.</summary>
    public void Release() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) <= waiting)
            {
                using var limit = new CancellationTokenSource(patience, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
                await _free.WaitAsync(either.Token).ConfigureAwait(false);
                return true;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has waited for too long.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        Interlocked.Increment(ref _refused);
        return false;
    }
}
