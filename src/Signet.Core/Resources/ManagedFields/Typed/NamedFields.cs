using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>
/// Field sets contain the leaves; the objects above them have no owner of their own. A removal must also remove those objects with the last
/// of their fields (structured-merge-diff, <c>fieldpath/set.go</c> EnsureNamedFieldsAreMembers).
/// </summary>
internal static class NamedFields
{
    /// <summary>The set with every named field on one of its paths.</summary>
    public static FieldSet Including(FieldSet fields, FieldType type)
    {
        var entries = new List<FieldSetEntry>(fields.Entries.Count);
        foreach (var entry in fields.Entries)
        {
            var isNamed = false;
            var below = entry.Below;
            if (entry.Element.Kind == PathElementKind.Field)
            {
                isNamed = type.Type.TryGetField(entry.Element.Text, out _);
                below = type.TryGetMember(entry.Element.Text, out var member) ? Including(below, member) : below;
            }
            else if (type.Type.Element is not null)
            {
                below = Including(below, type.Entry);
            }

            entries.Add(new FieldSetEntry(entry.Element, entry.IsMember || isNamed, below));
        }

        return FieldSet.From(entries);
    }
}
