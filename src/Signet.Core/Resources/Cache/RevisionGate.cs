using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>A revision that only increases within one history of the store, and its waiters.</summary>
internal sealed class RevisionGate
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private long _current;

    public Revision Current => new(Volatile.Read(ref _current));

    /// <summary>Advances to a revision and completes its waiters; never moves back.</summary>
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

    /// <summary>Sets the revision, possibly to an earlier one, because the store has another history. Waiters for later revisions go on waiting.</summary>
    public void Reset(Revision revision)
    {
        lock (_lock)
        {
            Volatile.Write(ref _current, revision.Value);
        }

        Advance(revision);
    }

    /// <summary>Completes when the revision has been reached; synchronously when it has been already.</summary>
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

    /// <summary>A cancelled waiter is removed, since the revision may be one that a client made up.</summary>
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
