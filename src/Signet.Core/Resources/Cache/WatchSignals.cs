using System.Collections.Concurrent;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// Wakes watchers by their scope: everything, a namespace, or one object. An event wakes only watchers whose scope contains it, so idle
/// watchers cost the writer nothing; their continuations run on the thread pool, not on the writer's thread.
/// </summary>
internal sealed class WatchSignals
{
    private readonly ConcurrentDictionary<ObjectKey, Signal> _waiting = new();

    /// <summary>Returns the signal of a scope. Must be released.</summary>
    /// <param name="scope">A namespace without a name, an object, or neither for everything.</param>
    public Signal Acquire(ObjectKey scope)
    {
        while (true)
        {
            var signal = _waiting.GetOrAdd(scope, static key => new Signal(key));
            if (signal.TryEnter())
            {
                return signal;
            }
        }
    }

    /// <summary>Releases a signal; the last release removes it.</summary>
    public void Release(Signal signal)
    {
        if (signal.LeaveAsLast())
        {
            _waiting.TryRemove(KeyValuePair.Create(signal.Scope, signal));
        }
    }

    /// <summary>Wakes the watchers whose scope contains an object.</summary>
    public void Fire(ObjectKey changed, long number)
    {
        // The caller has just written the number of the event. A watcher adds its signal and then reads that number, so one of both sees the other: the
        // dictionary looks for a signal without a barrier when it seems to have none.
        Interlocked.MemoryBarrier();
        if (_waiting.IsEmpty)
        {
            return;
        }

        FireScope(new ObjectKey("", ""), number);
        if (changed.Namespace.Length > 0)
        {
            FireScope(new ObjectKey(changed.Namespace, ""), number);
        }

        FireScope(changed, number);
    }

    /// <summary>Wakes all watchers, because the window was emptied.</summary>
    public void FireAll()
    {
        Interlocked.MemoryBarrier();
        foreach (var (scope, _) in _waiting)
        {
            FireScope(scope, 0);
        }
    }

    private void FireScope(ObjectKey scope, long number)
    {
        if (_waiting.TryRemove(scope, out var signal))
        {
            signal.Fire(number);
        }
    }

    /// <summary>The state that all waiters of one scope share. Fires once.</summary>
    internal sealed class Signal(ObjectKey scope) : IThreadPoolWorkItem
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waiting;
        private bool _hasFired;

        public ObjectKey Scope { get; } = scope;

        /// <summary>Completes when the signal has fired.</summary>
        public Task Fired => _fired.Task;

        /// <summary>The number of the event that fired the signal: the first one since it was acquired. 0 after <see cref="FireAll"/>.</summary>
        public long FiredBy { get; private set; }

        public bool TryEnter()
        {
            lock (_lock)
            {
                if (_waiting < 0)
                {
                    return false;
                }

                _waiting++;
                return true;
            }
        }

        public bool LeaveAsLast()
        {
            lock (_lock)
            {
                // A closed signal is not acquired again, so that no watcher waits on a signal that no event can find.
                _waiting = _waiting == 1 ? -1 : _waiting - 1;
                return _waiting == -1;
            }
        }

        /// <summary>Whether the signal has fired. Set before <see cref="Fired"/> completes, which needs a thread of the pool.</summary>
        public bool HasFired => Volatile.Read(ref _hasFired);

        public void Fire(long number)
        {
            FiredBy = number;
            Volatile.Write(ref _hasFired, true);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute() => _fired.TrySetResult();
    }
}
