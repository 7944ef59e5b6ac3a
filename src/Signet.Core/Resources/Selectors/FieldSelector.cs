using Signet.Core.Primitives;

namespace Signet.Core.Resources.Selectors;

/// <summary>
/// Which objects are meant, by their fields, as it was written: all requirements have to hold (apimachinery, <c>pkg/fields/selector.go</c>).
/// Knows nothing of kinds: <c>ObjectSelector</c> asks whether a kind has these fields. Access reviews use it too.
/// </summary>
internal sealed class FieldSelector
{
    /// <summary>A selector of these requirements.</summary>
    public FieldSelector(IReadOnlyList<FieldRequirement> requirements) => Requirements = requirements;

    /// <summary>The selector that every object fulfils.</summary>
    public static FieldSelector Everything { get; } = new([]);

    /// <summary>The requirements, in the order of their texts.</summary>
    public IReadOnlyList<FieldRequirement> Requirements { get; }

    /// <summary>Whether every object is meant.</summary>
    public bool IsEverything => Requirements.Count == 0;

    /// <summary>Reads <c>metadata.name=x,spec.nodeName!=y</c>; a text that cannot be read is a 400.</summary>
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

    /// <summary>The one value that a field has to have, or null when the selector leaves it open.</summary>
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

    /// <summary>A text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Join(",", Requirements);
}
