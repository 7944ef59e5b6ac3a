using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;

namespace Signet.Server.Controllers;

/// <summary>Passes the objects and events of one resource to a controller; starts again with a snapshot when it has missed events.</summary>
/// <param name="followed">The resource.</param>
/// <param name="onSnapshot">Receives all objects, at the start and after missed events.</param>
/// <param name="onEvent">Receives each later event.</param>
internal sealed class ResourceFollower(ResourceCache followed, Action<ResourceSnapshot> onSnapshot, Action<ObjectEvent> onEvent)
{
    private ResourceWatch? _watch;
    private long _position = -1;
    private bool _isBusy;

    /// <summary>
    /// Whether the controller has received all events up to a revision that the cache has reached: the last event is newer,
    /// or none is left. The follower marks itself busy before it takes an event, so no event is overlooked.
    /// </summary>
    public bool HasReached(Revision revision) => Volatile.Read(ref _position) >= revision.Value ||
        (Volatile.Read(ref _watch) is { IsAtEnd: true } && !Volatile.Read(ref _isBusy));

    /// <summary>Follows until cancelled. A call after a fault starts with a snapshot.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _watch, null);
        Volatile.Write(ref _position, -1);
        while (true)
        {
            Volatile.Write(ref _isBusy, true);
            var snapshot = followed.Snapshot;
            if (followed.Watch(snapshot.Revision) is not { } watch)
            {
                // Snapshot and window do not change atomically; the next iteration finds both.
                await Task.Yield();
                continue;
            }

            Volatile.Write(ref _watch, watch);
            onSnapshot(snapshot);
            Volatile.Write(ref _position, snapshot.Revision.Value);
            await ReadAsync(watch, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(ResourceWatch watch, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (watch.TryRead(out var change, out var isExpired))
            {
                onEvent(change!);
                Volatile.Write(ref _position, change!.Object.Revision.Value);
                continue;
            }

            if (isExpired)
            {
                return;
            }

            Volatile.Write(ref _isBusy, false);
            await watch.WaitAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _isBusy, true);
        }
    }
}
