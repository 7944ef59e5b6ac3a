using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// A read of the store that concurrent callers share (single-flight): at most one is in progress. A caller only gets the result of a read
/// that began after its call; a call during a read gets the result of the next read.
/// </summary>
/// <param name="read">Reads.</param>
/// <param name="timeout">The time limit of one read.</param>
/// <param name="time">The clock.</param>
/// <param name="pause">
/// The pause before a read for callers that came during the one before it; more callers share it. A caller that comes while no read is in progress does not
/// wait.
/// </param>
internal sealed class SharedRead<T>(Func<CancellationToken, Task<T>> read, TimeSpan timeout, TimeProvider time, TimeSpan pause = default)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<T>? _current;
    private TaskCompletionSource<T>? _next;

    /// <summary>Starts a read, or joins the next one.</summary>
    /// <param name="cancellationToken">Stops waiting; the read continues for its other callers.</param>
    /// <exception cref="StoreUnavailableException">The read failed or timed out.</exception>
    public Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> joined;
        bool isFirst;
        lock (_lock)
        {
            isFirst = _current is null;
            joined = isFirst ? _current = NewResult() : _next ??= NewResult();
        }

        if (isFirst)
        {
            _ = RunAsync(joined);
        }

        return joined.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A read of its own, which waits for no other and is shared with no caller.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="StoreUnavailableException">The read failed or timed out.</exception>
    public async Task<T> ReadAloneAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await read(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"the store has not answered within {timeout.TotalSeconds} s");
        }
    }

    private async Task RunAsync(TaskCompletionSource<T> first)
    {
        for (TaskCompletionSource<T>? result = first; result is not null; result = TakeNext())
        {
            await ReadIntoAsync(result).ConfigureAwait(false);
            if (pause > TimeSpan.Zero && IsAwaited())
            {
                await Task.Delay(pause, time).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether callers wait for another read.</summary>
    private bool IsAwaited()
    {
        lock (_lock)
        {
            return _next is not null;
        }
    }

    private async Task ReadIntoAsync(TaskCompletionSource<T> result)
    {
        try
        {
            result.TrySetResult(await ReadAloneAsync(CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Every exception goes to the callers.
            result.TrySetException(exception);
        }
    }

    private TaskCompletionSource<T>? TakeNext()
    {
        lock (_lock)
        {
            (_current, _next) = (_next, null);
            return _current;
        }
    }

    private static TaskCompletionSource<T> NewResult() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
