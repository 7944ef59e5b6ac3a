using Signet.Core.Objects;

namespace Signet.Core.Resources.Cache;

/// <summary>The position of one watcher in the events of a resource.</summary>
internal sealed class ResourceWatch
{
    private readonly EventWindow _window;
    private readonly ObjectKey _scope;
    private long _position;

    internal ResourceWatch(EventWindow window, long position, ObjectKey scope) => (_window, _position, _scope) = (window, position, scope);

    /// <summary>Takes the next event if there is one. False with <paramref name="isExpired"/>: the next event is no longer in the window.</summary>
    public bool TryRead(out ObjectEvent? change, out bool isExpired)
    {
        (change, isExpired) = (null, _window.HasExpired(_position));
        if (isExpired || _window.Last == _position)
        {
            return false;
        }

        change = _window.At(_position + 1);
        isExpired = change is null;
        if (!isExpired)
        {
            Volatile.Write(ref _position, _position + 1);
        }

        return !isExpired;
    }

    /// <summary>Whether all events have been taken. Safe to call from any thread.</summary>
    public bool IsAtEnd => _window.Last == Volatile.Read(ref _position);

    /// <summary>Completes when <see cref="TryRead"/> has an event of the scope, or an expiry.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken) =>
        WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>Completes like <see cref="WaitAsync(CancellationToken)"/>, at the latest after a time. Skips events outside the scope.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        var signal = _window.Signals.Acquire(_scope);
        try
        {
            // The signal was acquired first: an event that is not seen here fires it.
            if (_window.Last != _position)
            {
                return;
            }

            await signal.Fired.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();

            // The newest event number is read first: the events before it have fired the signal or are outside the scope; the newest one
            // may still be about to fire it. Read in the other order, or with the completion of the task instead of the flag, an event of
            // the scope could be skipped when the time limit passes at that moment.
            var last = _window.Last;
            Volatile.Write(ref _position, Math.Max(_position, (signal.HasFired ? signal.FiredBy : last) - 1));
        }
        finally
        {
            _window.Signals.Release(signal);
        }
    }
}
