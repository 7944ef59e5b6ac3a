using Signet.Server.Background;

namespace Signet.Tests.Background;

/// <summary>When one loop ends, the others end, too.</summary>
public sealed class ConcurrentLoopsTests
{
    [Fact]
    public async Task Run_OneThrows_OthersEndAndTheExceptionIsThrown()
    {
        var hasEnded = false;
        var thrown = await Assert.ThrowsAsync<IOException>(() => ConcurrentLoops.RunAsync(
            [
                async token =>
                {
                    try
                    {
                        await Task.Delay(Timeout.Infinite, token);
                    }
                    finally
                    {
                        hasEnded = true;
                    }
                },
                _ => throw new IOException("at once"),
            ],
            CancellationToken.None));

        Assert.Equal("at once", thrown.Message);
        Assert.True(hasEnded);
    }

    [Fact]
    public async Task Run_OneReturns_IsAFault() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => ConcurrentLoops.RunAsync([token => Task.Delay(Timeout.Infinite, token), _ => Task.CompletedTask], CancellationToken.None));

    [Fact]
    public async Task Run_Cancelled_WaitsForAllAndThrows()
    {
        using var stop = new CancellationTokenSource();
        var mayEnd = new TaskCompletionSource();
        var running = ConcurrentLoops.RunAsync(
            [token => Task.Delay(Timeout.Infinite, token), _ => mayEnd.Task], stop.Token);
        await stop.CancelAsync();
        Assert.False(running.IsCompleted);

        mayEnd.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
