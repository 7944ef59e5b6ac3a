using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>A revision that rises, and those who wait for it to.</summary>
internal sealed class RevisionGate
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private long _current;

    /// <summary>How far it has come.</summary>
    public Revision Current => new(Volatile.Read(ref _current));

    /// <summary>Rises to a revision and lets pass who waited for it; never sinks.</summary>
    public void Advance(Revision revision)
    {
        lock (_lock)
        {
            if (revision.Value > _current)
            {
                Volatile.Write(ref _current, revision.Value);
            }

            while (_waiting.TryPeek(out var waiter, out var wanted) && wanted <= _current)
            {
                _waiting.Dequeue();
                waiter.TrySetResult();
            }
        }
    }

    /// <summary>Passes at once when the revision has been reached.</summary>
    public ValueTask WaitForAsync(Revision revision, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _current) >= revision.Value)
        {
            return ValueTask.CompletedTask;
        }

        lock (_lock)
        {
            if (_current >= revision.Value)
            {
                return ValueTask.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter, revision.Value);
            return new ValueTask(WaitAsync(waiter, cancellationToken));
        }
    }

    /// <summary>Who gives up leaves nothing behind: a revision that a client made up may never come.</summary>
    private async Task WaitAsync(TaskCompletionSource waiter, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _waiting.Remove(waiter, out _, out _);
            }

            throw;
        }
    }
}
