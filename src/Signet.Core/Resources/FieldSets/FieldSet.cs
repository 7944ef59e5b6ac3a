namespace Signet.Core.Resources.FieldSets;

/// <summary>
/// A set of field paths, as a tree (structured-merge-diff, <c>fieldpath/set.go</c>). Membership of a path is independent of that of the
/// paths below it: a map can have no owner while its entries have owners. Immutable.
/// </summary>
internal sealed class FieldSet : IEquatable<FieldSet>
{
    private readonly FieldSetEntry[] _entries;

    internal FieldSet(FieldSetEntry[] entries) => _entries = entries;

    private enum Operation
    {
        Union,
        Difference,
        Intersection,
    }

    public static FieldSet Empty { get; } = new([]);

    public bool IsEmpty => _entries.Length == 0;

    /// <summary>The first elements of the paths, sorted.</summary>
    internal IReadOnlyList<FieldSetEntry> Entries => _entries;

    public static FieldSet Of(params IEnumerable<IReadOnlyList<PathElement>> paths)
    {
        var builder = new FieldSetBuilder();
        foreach (var path in paths)
        {
            builder.Insert([.. path]);
        }

        return builder.Build();
    }

    public FieldSet Union(FieldSet other) => Combine(this, other, Operation.Union);

    /// <summary>The paths that are in this set only. A path below a path of the other set stays.</summary>
    public FieldSet Difference(FieldSet other) => Combine(this, other, Operation.Difference);

    public FieldSet Intersection(FieldSet other) => Combine(this, other, Operation.Intersection);

    /// <summary>The paths that are neither in the other set nor below one of its paths.</summary>
    public FieldSet Without(FieldSet roots)
    {
        if (IsEmpty || roots.IsEmpty)
        {
            return this;
        }

        var kept = new List<FieldSetEntry>(_entries.Length);
        foreach (var entry in _entries)
        {
            if (roots.Find(entry.Element) is not { } root)
            {
                kept.Add(entry);
            }
            else if (!root.IsMember)
            {
                Add(kept, entry with { Below = entry.Below.Without(root.Below) });
            }
        }

        return From(kept);
    }

    /// <summary>Whether the path that consists of one element is in the set.</summary>
    public bool Contains(PathElement element) => Find(element) is { IsMember: true };

    /// <summary>The paths below an element, without that element.</summary>
    public FieldSet Below(PathElement element) => Find(element)?.Below ?? Empty;

    /// <summary>All paths: those of one level first, then those below them.</summary>
    public IEnumerable<IReadOnlyList<PathElement>> Paths()
    {
        foreach (var entry in _entries)
        {
            if (entry.IsMember)
            {
                yield return [entry.Element];
            }
        }

        foreach (var entry in _entries)
        {
            foreach (var path in entry.Below.Paths())
            {
                yield return [entry.Element, .. path];
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(FieldSet? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var entry in _entries)
        {
            hash.Add(entry);
        }

        return hash.ToHashCode();
    }

    /// <summary>The paths as in error texts, one per line.</summary>
    public override string ToString() => string.Join('\n', Paths().Select(FieldPath.Show));

    internal static FieldSet From(List<FieldSetEntry> sorted) => sorted.Count == 0 ? Empty : new([.. sorted]);

    private FieldSetEntry? Find(PathElement element)
    {
        var (low, high) = (0, _entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _entries[middle].Element.CompareTo(element);
            if (order == 0)
            {
                return _entries[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    private static FieldSet Combine(FieldSet left, FieldSet right, Operation operation)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return operation switch
            {
                Operation.Union => left.IsEmpty ? right : left,
                Operation.Difference => left,
                _ => Empty,
            };
        }

        var (a, b) = (left._entries, right._entries);
        var combined = new List<FieldSetEntry>(Math.Max(a.Length, b.Length));
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            var order = i == a.Length ? 1 : j == b.Length ? -1 : a[i].Element.CompareTo(b[j].Element);
            if (order < 0)
            {
                AddWhen(operation != Operation.Intersection, combined, a[i++]);
            }
            else if (order > 0)
            {
                AddWhen(operation == Operation.Union, combined, b[j++]);
            }
            else
            {
                Add(combined, Combine(a[i++], b[j++], operation));
            }
        }

        return From(combined);
    }

    private static FieldSetEntry Combine(FieldSetEntry left, FieldSetEntry right, Operation operation) => new(
        left.Element,
        operation switch
        {
            Operation.Union => left.IsMember || right.IsMember,
            Operation.Difference => left.IsMember && !right.IsMember,
            _ => left.IsMember && right.IsMember,
        },
        Combine(left.Below, right.Below, operation));

    private static void AddWhen(bool isWanted, List<FieldSetEntry> entries, FieldSetEntry entry)
    {
        if (isWanted)
        {
            entries.Add(entry);
        }
    }

    private static void Add(List<FieldSetEntry> entries, FieldSetEntry entry) => AddWhen(entry.IsMember || !entry.Below.IsEmpty, entries, entry);
}
