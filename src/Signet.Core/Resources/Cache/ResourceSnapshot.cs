using System.Collections.Immutable;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// All objects of one resource as of one revision, in the order of their keys. Immutable: a list that is read in pages keeps
/// one for as long as it takes, and it shares all that has not changed with its successors.
/// </summary>
internal sealed class ResourceSnapshot
{
    private readonly ImmutableSortedSet<StoredObject> _objects;

    private ResourceSnapshot(ImmutableSortedSet<StoredObject> objects, Revision revision) =>
        (_objects, Revision) = (objects, revision);

    /// <summary>What the store was at when this was everything.</summary>
    public Revision Revision { get; }

    /// <summary>How many objects there are, over all namespaces.</summary>
    public int Count => _objects.Count;

    /// <summary>Every object.</summary>
    public ImmutableSortedSet<StoredObject> All => _objects;

    /// <summary>A snapshot of these objects.</summary>
    public static ResourceSnapshot Create(IEnumerable<StoredObject> objects, Revision revision) =>
        new(ImmutableSortedSet.CreateRange(KeyOrder.Instance, objects), revision);

    /// <summary>The same state under a later revision, at which it is the state still.</summary>
    internal ResourceSnapshot At(Revision revision) => new(_objects, revision);

    /// <summary>One object, or null.</summary>
    public StoredObject? Find(ObjectKey key)
    {
        var index = IndexOf(key);
        return index < 0 ? null : _objects[index];
    }

    /// <summary>The objects of a namespace, or all when it is empty.</summary>
    public IEnumerable<StoredObject> Range(string ns) => ns.Length == 0 ? _objects : From(IndexAt(new ObjectKey(ns, ""), isBehind: false), ns);

    /// <summary>The objects of a namespace, or all when it is empty, from a place on.</summary>
    /// <param name="ns">The namespace, or empty.</param>
    /// <param name="place">Where to begin.</param>
    /// <param name="isBehind">Whether to begin behind the place, not with it.</param>
    public IEnumerable<StoredObject> Range(string ns, ObjectKey place, bool isBehind) => From(IndexAt(place, isBehind), ns);

    /// <summary>How many objects of a namespace, or of all when it is empty, follow one.</summary>
    public int CountBehind(string ns, ObjectKey last)
    {
        // '0' is the letter behind '/': nothing lies between a namespace's last object and the first that this one could have.
        var end = ns.Length == 0 ? _objects.Count : IndexAt(new ObjectKey(ns + "0", ""), isBehind: false);
        return end - IndexAt(last, isBehind: true);
    }

    /// <summary>The same with changes; each is an object that is new, one that takes another's place, or one that goes.</summary>
    internal ResourceSnapshot With(IReadOnlyList<ObjectEvent> events, Revision revision)
    {
        var objects = _objects;
        foreach (var change in events)
        {
            // A set keeps the old one of two equals, so the old one has to go first.
            objects = change.Previous is null ? objects : objects.Remove(change.Previous);
            objects = change.Type == ObjectEventType.Deleted ? objects : objects.Add(change.Object);
        }

        return new ResourceSnapshot(objects, revision);
    }

    private IEnumerable<StoredObject> From(int index, string ns)
    {
        for (; index < _objects.Count; index++)
        {
            var item = _objects[index];
            if (ns.Length > 0 && !string.Equals(item.Key.Namespace, ns, StringComparison.Ordinal))
            {
                yield break;
            }

            yield return item;
        }
    }

    private int IndexAt(ObjectKey key, bool isBehind)
    {
        var index = IndexOf(key);
        return index < 0 ? ~index : isBehind ? index + 1 : index;
    }

    private int IndexOf(ObjectKey key) =>
        _objects.IndexOf(new StoredObject { Key = key, Uid = "", Revision = Revision.Zero, Json = default });

    private sealed class KeyOrder : IComparer<StoredObject>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare(StoredObject? x, StoredObject? y) => x!.Key.CompareTo(y!.Key);
    }
}
