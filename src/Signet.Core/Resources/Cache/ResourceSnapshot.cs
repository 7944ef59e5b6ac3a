using System.Collections.Immutable;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// All objects of one resource at one revision, ordered by key. Immutable. A paged list keeps one until its last page; a snapshot shares
/// all unchanged objects with its successors.
/// </summary>
internal sealed class ResourceSnapshot
{
    private readonly ImmutableSortedSet<StoredObject> _objects;

    private ResourceSnapshot(ImmutableSortedSet<StoredObject> objects, Revision revision) =>
        (_objects, Revision) = (objects, revision);

    public Revision Revision { get; }

    public int Count => _objects.Count;

    public ImmutableSortedSet<StoredObject> All => _objects;

    public static ResourceSnapshot Create(IEnumerable<StoredObject> objects, Revision revision) =>
        new(ImmutableSortedSet.CreateRange(KeyOrder.Instance, objects), revision);

    /// <summary>The same objects at a later revision, for when nothing has changed since.</summary>
    internal ResourceSnapshot At(Revision revision) => new(_objects, revision);

    /// <summary>One object, or null.</summary>
    public StoredObject? Find(ObjectKey key)
    {
        var index = IndexOf(key);
        return index < 0 ? null : _objects[index];
    }

    /// <summary>The objects of a namespace; an empty namespace selects all.</summary>
    public IEnumerable<StoredObject> Range(string ns) => ns.Length == 0 ? _objects : From(IndexAt(new ObjectKey(ns, ""), isAfter: false), ns);

    /// <summary>The objects of a namespace from a key on; an empty namespace selects all.</summary>
    /// <param name="start">The first key, or the key before the first.</param>
    /// <param name="isAfter">Whether the range begins after the key.</param>
    public IEnumerable<StoredObject> Range(string ns, ObjectKey start, bool isAfter) => From(IndexAt(start, isAfter), ns);

    /// <summary>The number of objects after a key, in a namespace or (empty) in all.</summary>
    public int CountAfter(string ns, ObjectKey last)
    {
        // '0' is the character after '/': no key is between the last object of a namespace and this one.
        var end = ns.Length == 0 ? _objects.Count : IndexAt(new ObjectKey(ns + "0", ""), isAfter: false);
        return end - IndexAt(last, isAfter: true);
    }

    /// <summary>A snapshot with events applied: each adds, replaces or removes an object.</summary>
    internal ResourceSnapshot With(IReadOnlyList<ObjectEvent> events, Revision revision)
    {
        var objects = _objects;
        foreach (var change in events)
        {
            // A set keeps the existing one of two equal elements, so it is removed first.
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

    private int IndexAt(ObjectKey key, bool isAfter)
    {
        var index = IndexOf(key);
        return index < 0 ? ~index : isAfter ? index + 1 : index;
    }

    private int IndexOf(ObjectKey key) =>
        _objects.IndexOf(new StoredObject { Key = key, Uid = "", Revision = Revision.Zero, Json = default });

    private sealed class KeyOrder : IComparer<StoredObject>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare(StoredObject? x, StoredObject? y) => x!.Key.CompareTo(y!.Key);
    }
}
