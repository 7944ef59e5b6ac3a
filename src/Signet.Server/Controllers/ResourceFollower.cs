using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;

namespace Signet.Server.Controllers;

/// <summary>Tells a controller of everything that is and happens in one resource; begins anew when it falls behind.</summary>
/// <param name="followed">The resource.</param>
/// <param name="onSnapshot">Takes all there is, at the beginning and after events were missed.</param>
/// <param name="onEvent">Takes each event since.</param>
internal sealed class ResourceFollower(ResourceCache followed, Action<ResourceSnapshot> onSnapshot, Action<ObjectEvent> onEvent)
{
    private ResourceWatch? _watch;
    private long _position = -1;
    private bool _isBusy;

    /// <summary>
    /// Whether the controller has been told of everything up to a revision that the cache has come to: the last event is newer,
    /// or there is none left. An event is taken only while the follower says that it is busy, so none slips through.
    /// </summary>
    public bool HasReached(Revision revision) => Volatile.Read(ref _position) >= revision.Value ||
        (Volatile.Read(ref _watch) is { IsAtEnd: true } && !Volatile.Read(ref _isBusy));

    /// <summary>Follows until cancelled; called again after a fault, it begins with all there is.</summary>
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
                // The snapshot and the window are not changed as one; the next look finds them together.
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
