using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Controllers;
using Signet.Testing;

namespace Signet.Tests.Controllers;

public sealed class WorkQueueTests
{
    /// <summary>One worker: if an exception ended it, nothing would be worked on any more.</summary>
    [Fact]
    public async Task Run_WorkThrows_IsToldAndTriedAgain_AndTheWorkerGoesOn()
    {
        var time = new FakeTimeProvider();
        var faults = new ConcurrentQueue<string>();
        var done = new ConcurrentQueue<string>();
        var attempts = 0;
        using var stop = new CancellationTokenSource();
        var queue = new WorkQueue<string>(time, (entry, exception) => faults.Enqueue($"{entry}: {exception.Message}"));
        queue.Add("faulty");
        queue.Add("good");
        var running = queue.RunAsync(
            workers: 1,
            (entry, _) =>
            {
                if (entry == "faulty" && attempts++ < 2)
                {
                    throw new InvalidOperationException("no");
                }

                done.Enqueue(entry);
                return new(true);
            },
            stop.Token);

        await Patience.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(queue.IsIdle);
            },
            "all is done");

        Assert.Equal(["good", "faulty"], done);
        Assert.Equal(["faulty: no", "faulty: no"], faults);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
