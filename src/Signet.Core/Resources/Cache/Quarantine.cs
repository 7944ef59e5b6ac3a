using System.Collections.Concurrent;
using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The stored values that cannot be read. Lists, watches and observers treat such an object as absent, so it grants nothing; a read of the
/// object itself is a 500. An object leaves with its next readable value or with its deletion. Only the object cache writes.
/// </summary>
internal sealed class Quarantine
{
    private readonly ConcurrentDictionary<(ResourceDefinition Resource, ObjectKey Key), UnreadableObject> _objects = new();
    private readonly List<IQuarantineObserver> _observers = [];
    private volatile int _count;

    public int Count => _count;

    public ICollection<UnreadableObject> All => _objects.Values;

    /// <summary>The unreadable value of an object, or null.</summary>
    public UnreadableObject? Find(ResourceDefinition resource, ObjectKey key) =>
        _count == 0 ? null : _objects.GetValueOrDefault((resource.Stored, key));

    /// <summary>The unreadable objects of a resource in a namespace; an empty namespace selects all.</summary>
    public IReadOnlyList<UnreadableObject> In(ResourceDefinition resource, string ns) => _count == 0
        ? []
        : [.. _objects.Values
            .Where(found => found.Resource == resource.Stored && (ns.Length == 0 || found.Key.Namespace == ns))
            .OrderBy(found => found.Key)];

    /// <summary>Registers an observer. Must be called before the object cache is loaded.</summary>
    public void Observe(IQuarantineObserver observer) => _observers.Add(observer);

    internal void Enter(UnreadableObject found)
    {
        var isKnown = _objects.TryGetValue((found.Resource, found.Key), out var known) && known == found;
        _objects[(found.Resource, found.Key)] = found;
        _count = _objects.Count;
        if (!isKnown)
        {
            _observers.ForEach(observer => observer.Entered(found));
        }
    }

    internal void Leave(ResourceDefinition resource, ObjectKey key)
    {
        if (_count > 0 && _objects.TryRemove((resource, key), out var gone))
        {
            _count = _objects.Count;
            _observers.ForEach(observer => observer.Left(gone));
        }
    }

    /// <summary>Replaces the content after a complete reload.</summary>
    internal void Replace(IReadOnlyCollection<UnreadableObject> found)
    {
        var remaining = found.Select(one => (one.Resource, one.Key)).ToHashSet();
        foreach (var (resource, key) in _objects.Keys.Where(known => !remaining.Contains(known)))
        {
            Leave(resource, key);
        }

        foreach (var one in found)
        {
            Enter(one);
        }
    }
}
