using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Signing;

namespace Signet.Server.Authorization.Streams;

/// <summary>
/// A version that increases with each change that may revoke access: roles and bindings; deletion or replacement of the accounts and objects that
/// tokens are bound to; what nodes reach through their pods; keys and trusted CA certificates. A change that only grants access, such as a new pod,
/// does not count.
/// </summary>
/// <param name="snapshots">
/// The immutable snapshots that access depends on: another instance is a change. The argument is the time of the check, for snapshots that change
/// with time.
/// </param>
internal sealed class AccessChanges(IReadOnlyList<Func<DateTimeOffset, object>> snapshots) : ICacheObserver
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<DateTimeOffset, DateTimeOffset> _deletions = new();
    private readonly object?[] _seen = new object?[snapshots.Count];
    private long _version;
    private DateTimeOffset _latest = DateTimeOffset.MinValue;
    private DateTimeOffset _recheckedAt = DateTimeOffset.MaxValue;

    /// <summary>While the clock is behind a time that it has shown before, everything counts as changed at this interval.</summary>
    internal static TimeSpan RecheckInterval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The version at a time. Called by one thread at a time.</summary>
    public long VersionAt(DateTimeOffset now)
    {
        lock (_lock)
        {
            NoteTime(now);
            while (_deletions.TryPeek(out var deletion, out _) && deletion < now)
            {
                _deletions.Dequeue();
                _version++;
            }

            for (var i = 0; i < _seen.Length; i++)
            {
                var current = snapshots[i](now);
                if (!ReferenceEquals(current, _seen[i]))
                {
                    _seen[i] = current;
                    _version++;
                }
            }

            return _version;
        }
    }

    /// <inheritdoc/>
    public void Replaced(ResourceDefinition resource, IEnumerable<StoredObject> objects)
    {
        if (IsRbac(resource) || IsIdentity(resource))
        {
            lock (_lock)
            {
                _version++;
                foreach (var found in IsIdentity(resource) ? objects : [])
                {
                    TrackDeletion(found);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events)
    {
        if (!IsRbac(resource) && !IsIdentity(resource))
        {
            return;
        }

        lock (_lock)
        {
            foreach (var change in events)
            {
                if (IsRbac(resource) || MayRevokeAccess(change))
                {
                    _version++;
                    TrackDeletion(change.Object);
                }
            }
        }
    }

    /// <summary>
    /// Deletion times that were reached are forgotten, and streams keep the time of their next check. Neither holds after the clock was set back.
    /// </summary>
    private void NoteTime(DateTimeOffset now)
    {
        if (now >= _latest)
        {
            (_latest, _recheckedAt) = (now, DateTimeOffset.MaxValue);
        }
        else if (now < _recheckedAt || now - _recheckedAt >= RecheckInterval)
        {
            _recheckedAt = now;
            _version++;
        }
    }

    private static bool MayRevokeAccess(ObjectEvent change) =>
        change.Type == ObjectEventType.Deleted ||
        (change.Previous is { } previous && (previous.Uid != change.Object.Uid || previous.Pod != change.Object.Pod)) ||
        change.Object.DeletionTimestamp != change.Previous?.DeletionTimestamp;

    /// <summary>Tokens that are bound to an object become invalid when its deletion time and the leeway have passed.</summary>
    private void TrackDeletion(StoredObject found)
    {
        if (found.DeletionTimestamp is { } deleted && deleted < DateTimeOffset.MaxValue - ClockSkew.Max)
        {
            var deletion = deleted + ClockSkew.Max;
            _deletions.Enqueue(deletion, deletion);
        }
    }

    private static bool IsRbac(ResourceDefinition resource) =>
        resource == KubernetesKinds.Roles || resource == KubernetesKinds.ClusterRoles ||
        resource == KubernetesKinds.RoleBindings || resource == KubernetesKinds.ClusterRoleBindings;

    private static bool IsIdentity(ResourceDefinition resource) =>
        resource == KubernetesKinds.ServiceAccounts || resource == KubernetesKinds.Pods ||
        resource == KubernetesKinds.Secrets || resource == KubernetesKinds.Nodes;
}
