namespace Signet.Server.Background;

/// <summary>The wait of a service that runs after each change, and also without one after a time.</summary>
internal static class ChangeWait
{
    /// <summary>Waits for a change, at most for a time. When the time ends the wait, it leaves nothing behind in the task.</summary>
    /// <param name="changed">The next change; taken before what may change was read.</param>
    /// <param name="atMost">The time limit.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task ForAsync(Task changed, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        await changed.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
