using Microsoft.Extensions.Hosting;

namespace Signet.Server.Authorization.Streams;

/// <summary>Checks the running streams four times a second, so that one whose access has ended is over within a second.</summary>
internal sealed class StreamSweeper(RunningStreams streams, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                // Checks that wait for a webhook go on by themselves; a stream is checked once at a time.
                _ = streams.SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
