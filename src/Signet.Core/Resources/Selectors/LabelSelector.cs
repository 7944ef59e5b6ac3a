using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Selectors;

/// <summary>
/// A parsed label selector; all requirements must match (apimachinery, <c>pkg/labels/selector.go</c>). Used by lists, watches and access
/// reviews.
/// </summary>
internal sealed class LabelSelector
{
    public LabelSelector(IReadOnlyList<LabelRequirement> requirements) => Requirements = requirements;

    /// <summary>The selector that matches every object.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>The requirements, sorted by label.</summary>
    public IReadOnlyList<LabelRequirement> Requirements { get; }

    public bool IsEverything => Requirements.Count == 0;

    /// <summary>Parses <c>app in (web,db),tier!=back,!old</c>; a malformed text is a 400.</summary>
    public static Outcome<LabelSelector> Parse(string text)
    {
        if (text.Length == 0)
        {
            return Everything;
        }

        var fault = new LabelSelectorParser(text).TryParse(out var requirements);
        if (fault is not null)
        {
            return StatusErrors.BadRequest(fault);
        }

        // Equal selectors have equal texts.
        return new LabelSelector([.. requirements.OrderBy(requirement => requirement.Key, StringComparer.Ordinal)]);
    }

    /// <summary>
    /// Reads the JSON of a <c>meta/v1</c> LabelSelector with <c>matchLabels</c> and <c>matchExpressions</c>; an empty one matches
    /// everything. Null when a requirement is invalid, which the validation of the object excludes.
    /// </summary>
    public static LabelSelector? Read(JsonObject selector)
    {
        var requirements = new List<LabelRequirement?>();
        var labels = selector.GetObject("matchLabels") ?? [];
        foreach (var (key, _) in labels)
        {
            requirements.Add(LabelRequirement.Create(key, LabelOperator.Equal, [labels.GetString(key)], []));
        }

        foreach (var expression in selector.GetList("matchExpressions") ?? [])
        {
            requirements.Add(LabelRequirement.Read(expression as JsonObject ?? []));
        }

        return requirements.Contains(null) ? null : new LabelSelector([.. requirements.OfType<LabelRequirement>()]);
    }

    /// <summary>Whether an object matches. Reads the labels from its bytes; allocates nothing.</summary>
    public bool Matches(StoredObject candidate)
    {
        if (IsEverything)
        {
            return true;
        }

        var labels = candidate.Labels;
        for (var i = 0; i < Requirements.Count; i++)
        {
            if (!Requirements[i].Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A text that <see cref="Parse"/> accepts.</summary>
    public override string ToString() => string.Join(",", Requirements);
}
