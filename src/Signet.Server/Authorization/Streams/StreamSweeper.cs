using Signet.Server.Background;

namespace Signet.Server.Authorization.Streams;

/// <summary>Checks the running streams four times a second, so that a stream ends within a second after its access.</summary>
internal sealed class StreamSweeper(RunningStreams streams, TimeProvider time) : SupervisedService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var pending = new List<Task>();
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            // The next sweep does not wait for checks that wait for a webhook. Each stream has at most one check at a time.
            pending.Add(streams.SweepAsync(stoppingToken));
            for (var i = pending.Count - 1; i >= 0; i--)
            {
                if (pending[i] is { IsCompleted: true } sweep)
                {
                    pending.RemoveAt(i);
                    await sweep.ConfigureAwait(false);
                }
            }
        }
    }
}
