namespace Signet.Core.Resources.Cache;

/// <summary>One watcher's place in a resource's events.</summary>
public sealed class ResourceWatch
{
    private readonly EventWindow _window;
    private EventWindow.Link _place;

    internal ResourceWatch(EventWindow window, EventWindow.Link place) => (_window, _place) = (window, place);

    /// <summary>Takes the next event if there is one. False with <paramref name="isExpired"/>: the watcher fell out of the window.</summary>
    public bool TryRead(out ObjectEvent? change, out bool isExpired)
    {
        isExpired = _window.HasForgotten(_place);
        change = null;
        if (isExpired || _place.Next is not { } next)
        {
            return false;
        }

        Volatile.Write(ref _place, next);
        change = next.Event;
        return true;
    }

    /// <summary>Whether nothing has happened that has not been taken; may be asked from any thread.</summary>
    public bool IsAtEnd => Volatile.Read(ref _place).Next is null;

    /// <summary>Waits until <see cref="TryRead"/> has something to say.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _place.HasNext.WaitAsync(cancellationToken);
}
