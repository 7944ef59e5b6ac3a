using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Validation;

/// <summary>The validation of <c>meta/v1</c> LabelSelector in objects (apimachinery, <c>pkg/apis/meta/v1/validation</c>).</summary>
internal static class LabelSelectorRules
{
    public static void Check(string field, JsonObject selector, FieldErrors errors)
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
            CheckExpression($"{field}.matchExpressions[{i}]", expressions[i] as JsonObject ?? [], mayBeUnknown: false, errors);
        }
    }

    /// <summary>Validates one requirement.</summary>
    /// <param name="mayBeUnknown">Whether an unknown operator is accepted.</param>
    public static void CheckExpression(string field, JsonObject expression, bool mayBeUnknown, FieldErrors errors)
    {
        if (!CheckValueCount(field, expression, errors) && !mayBeUnknown)
        {
            errors.Add(FieldError.Invalid($"{field}.operator", expression.GetString("operator"), "not a valid selector operator"));
        }

        var values = expression.GetStrings("values");
        var key = expression.GetString("key");
        AddAll($"{field}.key", key, NameRules.QualifiedName(key), errors);
        for (var i = 0; i < values.Count; i++)
        {
            AddAll($"{field}.values[{i}]", values[i], NameRules.LabelValue(values[i]), errors);
        }
    }

    /// <summary>Validates that a requirement has values exactly when its operator needs them; false when the operator is unknown.</summary>
    public static bool CheckValueCount(string field, JsonObject requirement, FieldErrors errors)
    {
        var count = requirement.GetStrings("values").Count;
        switch (requirement.GetString("operator"))
        {
            case "In" or "NotIn":
                if (count == 0)
                {
                    errors.Add(FieldError.Required($"{field}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
                }

                return true;
            case "Exists" or "DoesNotExist":
                if (count > 0)
                {
                    errors.Add(FieldError.Forbidden($"{field}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                }

                return true;
            default:
                return false;
        }
    }

    private static void AddAll(string field, string value, IReadOnlyList<string> faults, FieldErrors errors)
    {
        foreach (var fault in faults)
        {
            errors.Add(FieldError.Invalid(field, value, fault));
        }
    }
}
