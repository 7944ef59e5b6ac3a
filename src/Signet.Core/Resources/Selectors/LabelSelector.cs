using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Selectors;

/// <summary>
/// Which objects are meant, by their labels: all requirements have to hold (apimachinery, <c>pkg/labels/selector.go</c>). Serves lists,
/// watches and access reviews alike.
/// </summary>
internal sealed class LabelSelector
{
    /// <summary>A selector of these requirements.</summary>
    public LabelSelector(IReadOnlyList<LabelRequirement> requirements) => Requirements = requirements;

    /// <summary>The selector that every object fulfils.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>The requirements, in the order of their labels.</summary>
    public IReadOnlyList<LabelRequirement> Requirements { get; }

    /// <summary>Whether every object is meant.</summary>
    public bool IsEverything => Requirements.Count == 0;

    /// <summary>Reads <c>app in (web,db),tier!=back,!old</c>; a text that cannot be read is a 400.</summary>
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

        // A stable order, so that equal selectors print alike.
        return new LabelSelector([.. requirements.OrderBy(requirement => requirement.Key, StringComparer.Ordinal)]);
    }

    /// <summary>
    /// A selector as objects have it, with <c>matchLabels</c> and <c>matchExpressions</c> (<c>meta/v1</c> LabelSelector); an empty one means
    /// everything. Null when a requirement cannot be read, which the validation of the object would have refused.
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

    /// <summary>Whether an object is meant. Reads its labels from its bytes; allocates nothing.</summary>
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

    /// <summary>A text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Join(",", Requirements);
}
