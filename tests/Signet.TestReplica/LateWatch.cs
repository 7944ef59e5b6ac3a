using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Signet.Core.Storage;

namespace Signet.TestReplica;

/// <summary>Delivers the batches of a watch a fixed time after they have come, in their order.</summary>
internal static class LateWatch
{
    /// <summary>Below every freshness that the tests use, so that only unconfirmed answers are wrong.</summary>
    public static TimeSpan Delay { get; } = TimeSpan.FromMilliseconds(300);

    public static async IAsyncEnumerable<ChangeBatch> OfAsync(
        IAsyncEnumerable<ChangeBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var received = Channel.CreateUnbounded<(ChangeBatch Batch, long At)>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var receiving = ReceiveAsync(batches, received.Writer, end.Token);
        try
        {
            await foreach (var (batch, at) in received.Reader.ReadAllAsync(cancellationToken))
            {
                if (Delay - TimeProvider.System.GetElapsedTime(at) is var rest && rest > TimeSpan.Zero)
                {
                    await Task.Delay(rest, cancellationToken);
                }

                yield return batch;
            }
        }
        finally
        {
            await end.CancelAsync();
            await receiving;
        }
    }

    private static async Task ReceiveAsync(
        IAsyncEnumerable<ChangeBatch> batches, ChannelWriter<(ChangeBatch Batch, long At)> received, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (var batch in batches.WithCancellation(cancellationToken))
            {
                received.TryWrite((batch, TimeProvider.System.GetTimestamp()));
            }
        }
        catch (Exception exception)
        {
            // The reader gets it.
            failure = exception;
        }

        received.Complete(failure);
    }
}
