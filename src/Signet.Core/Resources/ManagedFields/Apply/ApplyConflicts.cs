using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>The fields that an applier would change and that have other owners.</summary>
internal sealed class ApplyConflicts
{
    private readonly List<(FieldOwner Owner, FieldSet Fields)> _conflicts;

    private ApplyConflicts(List<(FieldOwner Owner, FieldSet Fields)> conflicts) => _conflicts = conflicts;

    public bool IsEmpty => _conflicts.Count == 0;

    public static ApplyConflicts Find(OwnershipTable table, FormComparisons comparisons, FieldOwner self)
    {
        var conflicts = new List<(FieldOwner, FieldSet)>();
        foreach (var (owner, owned) in table.Owners.OrderBy(entry => entry.Key))
        {
            if (owner != self && comparisons.In(owned.ApiVersion) is { } comparison &&
                owned.Fields.Intersection(comparison.Written) is { IsEmpty: false } fields)
            {
                conflicts.Add((owner, fields));
            }
        }

        return new ApplyConflicts(conflicts);
    }

    /// <summary>Removes the conflicts over some fields.</summary>
    public ApplyConflicts Except(FieldSet allowed)
    {
        var left = new List<(FieldOwner, FieldSet)>();
        foreach (var (owner, fields) in _conflicts)
        {
            if (fields.Difference(allowed) is { IsEmpty: false } remaining)
            {
                left.Add((owner, remaining));
            }
        }

        return new ApplyConflicts(left);
    }

    /// <summary>A 409 with one cause for each field (apimachinery, <c>util/managedfields/internal/conflict.go</c>).</summary>
    public StatusError ToError()
    {
        var causes = new List<StatusCause>();
        foreach (var (owner, fields) in _conflicts)
        {
            foreach (var path in fields.Paths())
            {
                causes.Add(new StatusCause("FieldManagerConflict", $"conflict with {Show(owner)}", FieldPath.Show(path)));
            }
        }

        return new StatusError
        {
            Code = 409,
            Reason = StatusReasons.Conflict,
            Message = causes.Count == 1
                ? $"Apply failed with 1 conflict: {causes[0].Message}: {causes[0].Field}"
                : $"Apply failed with {causes.Count} conflicts: {string.Join('\n', _conflicts.Select(ShowAll))}",
            Details = new() { Causes = causes },
        };
    }

    private static string ShowAll((FieldOwner Owner, FieldSet Fields) conflict) =>
        $"conflicts with {Show(conflict.Owner)}:\n{string.Join('\n', conflict.Fields.Paths().Select(path => $"- {FieldPath.Show(path)}"))}";

    private static string Show(FieldOwner owner)
    {
        var text = GoText.Quote(owner.Manager);
        if (owner.Subresource.Length > 0)
        {
            text += $" with subresource {GoText.Quote(owner.Subresource)}";
        }

        return owner.IsApplier ? text : $"{text} using {owner.ApiVersion}";
    }
}
