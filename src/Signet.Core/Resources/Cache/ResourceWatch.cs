using Signet.Core.Objects;

namespace Signet.Core.Resources.Cache;

/// <summary>One watcher's place in a resource's events.</summary>
internal sealed class ResourceWatch
{
    private readonly EventWindow _window;
    private readonly ObjectKey _scope;
    private long _place;

    internal ResourceWatch(EventWindow window, long place, ObjectKey scope) => (_window, _place, _scope) = (window, place, scope);

    /// <summary>Takes the next event if there is one. False with <paramref name="isExpired"/>: the watcher fell out of the window.</summary>
    public bool TryRead(out ObjectEvent? change, out bool isExpired)
    {
        (change, isExpired) = (null, _window.HasForgotten(_place));
        if (isExpired || _window.Last == _place)
        {
            return false;
        }

        change = _window.At(_place + 1);
        isExpired = change is null;
        if (!isExpired)
        {
            Volatile.Write(ref _place, _place + 1);
        }

        return !isExpired;
    }

    /// <summary>Whether nothing has happened that has not been taken; may be asked from any thread.</summary>
    public bool IsAtEnd => _window.Last == Volatile.Read(ref _place);

    /// <summary>Waits until <see cref="TryRead"/> has something to say about the scope.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken) =>
        WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>The same, but not for ever; what lies in the events outside of the scope is skipped.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        var signal = _window.Signals.Acquire(_scope);
        try
        {
            // The signal was there first: what is not seen here fires it.
            if (_window.Last != _place)
            {
                return;
            }

            await signal.Fired.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();

            // The newest event is read first: those before it have fired the signal or are not in the scope; its own turn to fire may still
            // come. Read in the other order, or with the end of the task in place of the flag, an event of the scope could be skipped when the time
            // is over just then.
            var last = _window.Last;
            Volatile.Write(ref _place, Math.Max(_place, (signal.HasFired ? signal.FiredBy : last) - 1));
        }
        finally
        {
            _window.Signals.Release(signal);
        }
    }
}
