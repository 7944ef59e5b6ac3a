using System.Collections.Immutable;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Memory;

/// <summary>All values at a revision. Immutable; snapshots share unchanged values.</summary>
internal sealed class MemorySnapshot
{
    private static readonly IComparer<StoredValue> ByKey = Comparer<StoredValue>.Create((left, right) => string.CompareOrdinal(left.Key, right.Key));
    private readonly ImmutableSortedSet<StoredValue> _values;

    private MemorySnapshot(Revision revision, ImmutableSortedSet<StoredValue> values) => (Revision, _values) = (revision, values);

    /// <summary>The state before the first commit.</summary>
    public static MemorySnapshot Empty { get; } = new(Revision.Zero, ImmutableSortedSet.Create(ByKey));

    public Revision Revision { get; }

    /// <summary>Finds the value of a key, or null.</summary>
    public StoredValue? Find(string key) => _values.TryGetValue(Probe(key), out var found) ? found : null;

    /// <summary>Reads a range; the caller has selected the snapshot of <see cref="RangeQuery.At"/>.</summary>
    public RangeResult Range(RangeQuery query)
    {
        var first = string.CompareOrdinal(query.From, query.Prefix) > 0 ? query.From! : query.Prefix;
        var index = _values.IndexOf(Probe(first));
        index = index < 0 ? ~index : index;
        var values = new List<StoredValue>();
        for (; index < _values.Count; index++)
        {
            var value = _values[index];
            if (!value.Key.StartsWith(query.Prefix, StringComparison.Ordinal))
            {
                break;
            }

            if (query.Limit > 0 && values.Count == query.Limit)
            {
                return new RangeResult(values, Revision, HasMore: true);
            }

            values.Add(value);
        }

        return new RangeResult(values, Revision, HasMore: false);
    }

    public bool Holds(IReadOnlyList<Compare> compares)
    {
        foreach (var compare in compares)
        {
            if ((Find(compare.Key)?.Modified ?? Revision.Zero) != compare.Modified)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The values of the compared keys that exist.</summary>
    public IReadOnlyList<StoredValue> CurrentOf(IReadOnlyList<Compare> compares)
    {
        var current = new List<StoredValue>(compares.Count);
        foreach (var compare in compares)
        {
            if (Find(compare.Key) is { } value)
            {
                current.Add(value);
            }
        }

        return current;
    }

    /// <summary>Applies operations: the snapshot at the next revision, and the changes.</summary>
    public (MemorySnapshot After, ChangeBatch Batch) Apply(IReadOnlyList<StoreOperation> operations)
    {
        var revision = new Revision(Revision.Value + 1);
        var values = _values;
        var changes = new List<Change>(operations.Count);
        foreach (var operation in operations)
        {
            var previous = Find(operation.Key);
            values = previous is null ? values : values.Remove(previous);
            if (operation is StoreOperation.Put put)
            {
                var value = new StoredValue(put.Key, put.Value, previous?.Created ?? revision, revision);
                values = values.Add(value);
                changes.Add(new Change(put.Key, value, previous is null));
            }
            else if (previous is not null)
            {
                changes.Add(new Change(operation.Key, null, Created: false));
            }
        }

        return (new MemorySnapshot(revision, values), new ChangeBatch(revision, changes));
    }

    /// <summary>A value for lookups, which compare only the key.</summary>
    private static StoredValue Probe(string key) => new(key, default, Revision.Zero, Revision.Zero);
}
