using System.Collections.Immutable;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// All objects of one resource as of one revision, in the order of their keys. Immutable: a list that is read in pages keeps
/// one for as long as it takes, and it shares all that has not changed with its successors.
/// </summary>
public sealed class ResourceSnapshot
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

    /// <summary>The objects of a namespace, or all when it is empty, from behind <paramref name="after"/> on.</summary>
    /// <param name="ns">The namespace, or empty.</param>
    /// <param name="after">The last object of the page before, or null for the first page.</param>
    public IEnumerable<StoredObject> Range(string ns, ObjectKey? after)
    {
        if (ns.Length == 0 && after is null)
        {
            return _objects;
        }

        return From(IndexBehind(after ?? new ObjectKey(ns, "")), ns);
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

    private int IndexBehind(ObjectKey key)
    {
        var index = _objects.IndexOf(new StoredObject { Key = key, Uid = "", Revision = Revision.Zero, Json = default });
        return index < 0 ? ~index : index + 1;
    }

    private sealed class KeyOrder : IComparer<StoredObject>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare(StoredObject? x, StoredObject? y) => x!.Key.CompareTo(y!.Key);
    }
}
