using System.Security.Cryptography;

namespace Signet.Server.FlowControl;

/// <summary>
/// Holds refusals back: a flood that repeats its requests as soon as they are refused would occupy a processor with refusals. Safe for concurrent use.
/// </summary>
internal sealed class RefusalDelay(FlowControlOptions options, TimeProvider time)
{
    private int _delayed;

    /// <summary>How many are held back.</summary>
    public int Count => Volatile.Read(ref _delayed);

    /// <summary>Completes after the delay; at once when as many refusals are held back already as may be.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _delayed) <= options.MaxDelayedRefusals)
        {
            return DelayAsync(cancellationToken);
        }

        Interlocked.Decrement(ref _delayed);
        return default;
    }

    private async ValueTask DelayAsync(CancellationToken cancellationToken)
    {
        try
        {
            // At different times: refusals that come together would be repeated together.
            await Task.Delay(options.RefusalDelay * (0.5 + RandomNumberGenerator.GetInt32(1000) / 1000.0), time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _delayed);
        }
    }
}
