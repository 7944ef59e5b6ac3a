using System.Collections.Concurrent;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// Wakes watchers by what they watch: everything, a namespace, or one object. An event wakes only those who may want it, so that many
/// idle watchers cost the writer nothing; and the waking itself is done elsewhere than on the writer's thread.
/// </summary>
internal sealed class WatchSignals
{
    private readonly ConcurrentDictionary<ObjectKey, Signal> _waiting = new();

    /// <summary>What to wait on; has to be released.</summary>
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

    /// <summary>Waits no longer; the last to go leaves nothing behind.</summary>
    public void Release(Signal signal)
    {
        if (signal.LeaveAsLast())
        {
            _waiting.TryRemove(KeyValuePair.Create(signal.Scope, signal));
        }
    }

    /// <summary>Wakes those who wait for an event of an object.</summary>
    public void Fire(ObjectKey changed, long number)
    {
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

    /// <summary>Wakes everybody: there is no going on.</summary>
    public void FireAll()
    {
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

    /// <summary>What all who wait for the same share, until it is fired once.</summary>
    internal sealed class Signal(ObjectKey scope) : IThreadPoolWorkItem
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waiting;
        private bool _hasFired;

        public ObjectKey Scope { get; } = scope;

        /// <summary>Ends when it is fired.</summary>
        public Task Fired => _fired.Task;

        /// <summary>The number of the event that fired it: the first since it was acquired. 0 when everybody was woken.</summary>
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
                // A closed signal is entered no more, so that nobody waits on what nobody can find.
                _waiting = _waiting == 1 ? -1 : _waiting - 1;
                return _waiting == -1;
            }
        }

        /// <summary>Whether it was fired. True before <see cref="Fired"/> ends, which takes a thread of the pool.</summary>
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
