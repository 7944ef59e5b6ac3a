using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;

namespace Signet.Fuzz.Targets;

/// <summary>Label selectors and field selectors: what is printed is parsed as the same. The first byte chooses; the rest is the text in UTF-8.</summary>
internal sealed class SelectorTarget : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => "selector";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words =>
    [
        " in (", " notin (", ")", "=", "==", "!=", "!", ",", " gt ", ">", "<", "app", "example.com/name", "a-b_c.d", "metadata.name", "metadata.namespace", "spec.nodeName", "type", "involvedObject.kind", "\\,", "\\=", "\\\\", "()", "(,)",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(input[1..]);
        if (input[0] % 2 == 0)
        {
            Check(LabelSelector.Parse(text), LabelSelector.Parse, selector => selector.Requirements);
        }
        else
        {
            Check(FieldSelector.Parse(text), FieldSelector.Parse, selector => selector.Requirements);
        }

        Select(LabelSelector.Parse(text), FieldSelector.Everything);
        Select(LabelSelector.Everything, FieldSelector.Parse(text));
    }

    private static void Check<T>(Outcome<T> parsed, Func<string, Outcome<T>> parse, Func<T, IEnumerable<object>> requirementsOf)
        where T : class
    {
        if (!parsed.TryGetValue(out var selector, out var error))
        {
            Property.IsClientError(error);
            return;
        }

        var printed = selector.ToString()!;
        Property.Holds(parse(printed).TryGetValue(out var again, out error), "printed-selector-is-not-parsed", printed + ": " + error?.Message);

        // Field selectors are ordered as they are written (Kubernetes, too), so the order of two that are equal may differ.
        var (before, after) = (requirementsOf(selector).Select(one => one.ToString()), requirementsOf(again!).Select(one => one.ToString()));
        var areEqual = before.Order(StringComparer.Ordinal).SequenceEqual(after.Order(StringComparer.Ordinal));
        Property.Holds(areEqual, "printed-selector-is-another", $"{printed} and {again}");
    }

    private static void Select(Outcome<LabelSelector> labels, Outcome<FieldSelector> fields)
    {
        if (labels.IsSuccess && fields.IsSuccess &&
            !ObjectSelector.Create(KubernetesKinds.Pods, "default", labels.Value, fields.Value).TryGetValue(out _, out var error))
        {
            Property.IsClientError(error);
        }
    }
}
