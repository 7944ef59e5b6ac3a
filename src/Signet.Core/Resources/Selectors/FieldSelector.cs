using Signet.Core.Primitives;

namespace Signet.Core.Resources.Selectors;

/// <summary>
/// A parsed field selector; all requirements must match (apimachinery, <c>pkg/fields/selector.go</c>). Independent of kinds:
/// <c>ObjectSelector</c> looks the fields up. Also used in access reviews.
/// </summary>
internal sealed class FieldSelector
{
    public FieldSelector(IReadOnlyList<FieldRequirement> requirements) => Requirements = requirements;

    /// <summary>The selector that matches every object.</summary>
    public static FieldSelector Everything { get; } = new([]);

    /// <summary>The requirements, sorted by their texts.</summary>
    public IReadOnlyList<FieldRequirement> Requirements { get; }

    public bool IsEverything => Requirements.Count == 0;

    /// <summary>Parses <c>metadata.name=x,spec.nodeName!=y</c>; a malformed text is a 400.</summary>
    public static Outcome<FieldSelector> Parse(string text)
    {
        if (text.Length == 0)
        {
            return Everything;
        }

        var terms = FieldSelectorText.SplitTerms(text);
        terms.Sort(Utf8Order.Instance);
        var requirements = new List<FieldRequirement>(terms.Count);
        foreach (var term in terms)
        {
            if (term.Length == 0)
            {
                continue;
            }

            if (!FieldSelectorText.TrySplit(term, out var field, out var isEqual, out var escaped))
            {
                return StatusErrors.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            }

            if (FieldSelectorText.Unescape(escaped, out var fault) is not { } value)
            {
                return StatusErrors.BadRequest(fault);
            }

            requirements.Add(new FieldRequirement(field, isEqual, value));
        }

        return new FieldSelector(requirements);
    }

    /// <summary>The value that a field must have; null when the selector does not require one.</summary>
    public string? ExactValue(string field)
    {
        foreach (var requirement in Requirements)
        {
            if (requirement.IsEqual && requirement.Field == field)
            {
                return requirement.Value;
            }
        }

        return null;
    }

    /// <summary>A text that <see cref="Parse"/> accepts.</summary>
    public override string ToString() => string.Join(",", Requirements);
}
