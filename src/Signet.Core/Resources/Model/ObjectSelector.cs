using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Selectors;

namespace Signet.Core.Resources.Model;

/// <summary>Selects the objects of one resource for a list, a watch or the deletion of a collection.</summary>
internal sealed class ObjectSelector
{
    private readonly LabelSelector _labels;
    private readonly FieldCondition[] _fields;

    private ObjectSelector(string ns, ObjectKey? key, LabelSelector labels, FieldCondition[] fields) =>
        (Namespace, Key, _labels, _fields) = (ns, key, labels, fields);

    /// <summary>The namespace; empty for all.</summary>
    public string Namespace { get; }

    /// <summary>The only object that can match; null when several can.</summary>
    public ObjectKey? Key { get; }

    /// <summary>Whether labels or fields exclude objects of the namespace.</summary>
    public bool IsSelective => _fields.Length > 0 || !_labels.IsEverything;

    /// <summary>Combines the selectors; a field that the kind does not have is a 400.</summary>
    public static Outcome<ObjectSelector> Create(ResourceDefinition resource, string ns, LabelSelector labels, FieldSelector fields)
    {
        var conditions = new FieldCondition[fields.Requirements.Count];
        for (var i = 0; i < conditions.Length; i++)
        {
            var requirement = fields.Requirements[i];
            if (!resource.Strategy.SelectableFields.TryFind(requirement.Field, out var field, out var error))
            {
                return error;
            }

            conditions[i] = new FieldCondition(field, requirement.IsEqual, requirement.Value);
        }

        // A field selector for the namespace narrows the range, too; a contradiction is left to the conditions.
        var scope = ns.Length == 0 && resource.Namespaced ? fields.ExactValue(SelectableFields.Namespace.Label) ?? "" : ns;
        var name = scope.Length > 0 || !resource.Namespaced ? fields.ExactValue(SelectableFields.Name.Label) : null;
        return new ObjectSelector(scope, name is null ? null : new ObjectKey(scope, name), labels, conditions);
    }

    public bool Matches(StoredObject candidate)
    {
        if (Namespace.Length > 0 && !string.Equals(candidate.Key.Namespace, Namespace, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var field in _fields)
        {
            if (!field.Matches(candidate))
            {
                return false;
            }
        }

        return _labels.Matches(candidate);
    }
}
