using System.Runtime.ExceptionServices;

namespace Signet.Server.Background;

/// <summary>Runs several loops until one of them ends, then stops the others.</summary>
internal static class ConcurrentLoops
{
    /// <summary>Runs the loops until cancelled. When one ends before that, the others are cancelled and awaited, and its exception is thrown.</summary>
    /// <exception cref="InvalidOperationException">A loop returned although nothing was cancelled.</exception>
    public static async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> loops, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Task[loops.Count];
        for (var i = 0; i < running.Length; i++)
        {
            running[i] = StartAsync(loops[i], linked.Token);
        }

        var first = await Task.WhenAny(running).ConfigureAwait(false);
        var isCancelled = cancellationToken.IsCancellationRequested;
        await linked.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.Exception is { InnerException: { } exception })
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (!isCancelled)
        {
            throw new InvalidOperationException("a loop ended although nothing was cancelled");
        }
    }

    /// <summary>An exception before the first await of a loop becomes its task's, so that the other loops are still awaited.</summary>
    private static async Task StartAsync(Func<CancellationToken, Task> loop, CancellationToken cancellationToken) =>
        await loop(cancellationToken).ConfigureAwait(false);
}
