using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Signing;

namespace Signet.Server.Authorization.Streams;

/// <summary>
/// A number that grows whenever something has changed that may take access away: roles and bindings; the accounts and objects that tokens
/// are bound to, when they are deleted or replaced; what nodes reach through their pods; keys and trusted CA certificates. What only
/// gives access, such as a new pod, does not count.
/// </summary>
/// <param name="snapshots">
/// Immutable snapshots that are swapped as a whole: another instance is a change. Of those that change with time, that of the time that the streams are
/// checked at.
/// </param>
internal sealed class AccessChanges(IReadOnlyList<Func<DateTimeOffset, object>> snapshots) : ICacheObserver
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<DateTimeOffset, DateTimeOffset> _deaths = new();
    private readonly object?[] _seen = new object?[snapshots.Count];
    private long _version;

    /// <summary>The number at a time. Called by one thread at a time.</summary>
    public long VersionAt(DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_deaths.TryPeek(out var death, out _) && death < now)
            {
                _deaths.Dequeue();
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
        if (IsRule(resource) || IsIdentity(resource))
        {
            lock (_lock)
            {
                _version++;
                foreach (var found in IsIdentity(resource) ? objects : [])
                {
                    NoteDeath(found);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events)
    {
        if (!IsRule(resource) && !IsIdentity(resource))
        {
            return;
        }

        lock (_lock)
        {
            foreach (var change in events)
            {
                if (IsRule(resource) || MayTakeAccess(change))
                {
                    _version++;
                    NoteDeath(change.Object);
                }
            }
        }
    }

    private static bool MayTakeAccess(ObjectEvent change) =>
        change.Type == ObjectEventType.Deleted ||
        (change.Previous is { } previous && (previous.Uid != change.Object.Uid || previous.Pod != change.Object.Pod)) ||
        change.Object.DeletionTimestamp != change.Previous?.DeletionTimestamp;

    /// <summary>An object that is being deleted makes its tokens invalid once its deletion time and the leeway have passed.</summary>
    private void NoteDeath(StoredObject found)
    {
        if (found.DeletionTimestamp is { } deleted && deleted < DateTimeOffset.MaxValue - ClockSkew.Max)
        {
            var death = deleted + ClockSkew.Max;
            _deaths.Enqueue(death, death);
        }
    }

    private static bool IsRule(ResourceDefinition resource) =>
        resource == KubernetesKinds.Roles || resource == KubernetesKinds.ClusterRoles ||
        resource == KubernetesKinds.RoleBindings || resource == KubernetesKinds.ClusterRoleBindings;

    private static bool IsIdentity(ResourceDefinition resource) =>
        resource == KubernetesKinds.ServiceAccounts || resource == KubernetesKinds.Pods ||
        resource == KubernetesKinds.Secrets || resource == KubernetesKinds.Nodes;
}
