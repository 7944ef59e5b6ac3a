using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Validation;

/// <summary>Label selectors in objects, <c>meta/v1</c> LabelSelector (apimachinery, <c>pkg/apis/meta/v1/validation</c>).</summary>
internal static class LabelSelectorRules
{
    /// <summary>Finds everything that is wrong with one.</summary>
    public static void Check(string field, JsonObject selector, List<FieldError> errors)
    {
        foreach (var (key, value) in (selector.GetObject("matchLabels") ?? []).OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            AddAll($"{field}.matchLabels", key, NameRules.QualifiedName(key), errors);
            var text = value?.GetValue<string>() ?? "";
            AddAll($"{field}.matchLabels", text, NameRules.LabelValue(text), errors);
        }

        var expressions = selector.GetList("matchExpressions") ?? [];
        for (var i = 0; i < expressions.Count; i++)
        {
            CheckExpression($"{field}.matchExpressions[{i}]", expressions[i] as JsonObject ?? [], errors);
        }
    }

    private static void CheckExpression(string field, JsonObject expression, List<FieldError> errors)
    {
        var values = expression.GetTexts("values");
        switch (expression.GetText("operator"))
        {
            case "In" or "NotIn":
                if (values.Count == 0)
                {
                    errors.Add(FieldError.Required($"{field}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
                }

                break;
            case "Exists" or "DoesNotExist":
                if (values.Count > 0)
                {
                    errors.Add(FieldError.Forbidden($"{field}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                }

                break;
            case var other:
                errors.Add(FieldError.Invalid($"{field}.operator", other, "not a valid selector operator"));
                break;
        }

        var key = expression.GetText("key");
        AddAll($"{field}.key", key, NameRules.QualifiedName(key), errors);
        for (var i = 0; i < values.Count; i++)
        {
            AddAll($"{field}.values[{i}]", values[i], NameRules.LabelValue(values[i]), errors);
        }
    }

    private static void AddAll(string field, string value, IReadOnlyList<string> faults, List<FieldError> errors)
    {
        foreach (var fault in faults)
        {
            errors.Add(FieldError.Invalid(field, value, fault));
        }
    }
}
