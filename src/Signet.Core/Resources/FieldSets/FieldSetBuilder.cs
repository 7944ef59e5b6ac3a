namespace Signet.Core.Resources.FieldSets;

internal sealed class FieldSetBuilder
{
    private Dictionary<PathElement, FieldSetBuilder>? _below;
    private bool _isMember;

    /// <summary>Adds a path. The empty path, the whole object, has no owner and is ignored.</summary>
    public void Insert(ReadOnlySpan<PathElement> path)
    {
        if (path.IsEmpty)
        {
            return;
        }

        var node = this;
        foreach (var element in path)
        {
            node._below ??= [];
            if (!node._below.TryGetValue(element, out var next))
            {
                node._below[element] = next = new FieldSetBuilder();
            }

            node = next;
        }

        node._isMember = true;
    }

    public FieldSet Build()
    {
        if (_below is null)
        {
            return FieldSet.Empty;
        }

        var entries = new FieldSetEntry[_below.Count];
        var count = 0;
        foreach (var (element, node) in _below)
        {
            entries[count++] = new FieldSetEntry(element, node._isMember, node.Build());
        }

        Array.Sort(entries, static (a, b) => a.Element.CompareTo(b.Element));
        return new FieldSet(entries);
    }
}
