using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Selectors;

/// <summary>One requirement of a label selector (apimachinery, <c>pkg/labels/selector.go</c> Requirement).</summary>
internal sealed class LabelRequirement
{
    private readonly byte[] _key;
    private readonly byte[][] _values;
    private readonly long _number;

    private LabelRequirement(string key, LabelOperator @operator, string[] values)
    {
        (Key, Operator, Values) = (key, @operator, values);
        _key = Encoding.UTF8.GetBytes(key);
        _values = Array.ConvertAll(values, Encoding.UTF8.GetBytes);
        _number = @operator is LabelOperator.GreaterThan or LabelOperator.LessThan ? ParseInteger(values[0])!.Value : 0;
    }

    public string Key { get; }

    public LabelOperator Operator { get; }

    /// <summary>The operands, sorted, without duplicates.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Creates a validated requirement; null with errors when it is invalid.</summary>
    public static LabelRequirement? Create(string key, LabelOperator @operator, IReadOnlyList<string> values, FieldErrors errors)
    {
        var before = errors.Count;
        CheckKey("key", key, errors);
        CheckCount(@operator, values, errors);
        for (var i = 0; i < values.Count; i++)
        {
            var faults = NameRules.LabelValue(values[i]);
            if (faults.Count > 0)
            {
                errors.Add(FieldError.Invalid($"values[{i}][{key}]", values[i], string.Join("; ", faults)));
            }
        }

        return errors.Count > before ? null : new LabelRequirement(key, @operator, [.. new SortedSet<string>(values, Utf8Order.Instance)]);
    }

    /// <summary>
    /// Reads the JSON of a <c>meta/v1</c> LabelSelectorRequirement, <c>{"key":…,"operator":"In","values":[…]}</c>; null when it is invalid.
    /// </summary>
    internal static LabelRequirement? Read(JsonObject requirement)
    {
        LabelOperator? known = requirement.GetString("operator") switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            _ => null,
        };
        return known is { } @operator ? Create(requirement.GetString("key"), @operator, requirement.GetStrings("values"), []) : null;
    }

    internal static void CheckKey(string path, string key, FieldErrors errors)
    {
        var faults = NameRules.QualifiedName(key);
        if (faults.Count > 0)
        {
            errors.Add(FieldError.Invalid(path, key, string.Join("; ", faults)));
        }
    }

    /// <summary>Whether labels match, given as their JSON object or as nothing. Allocates nothing.</summary>
    public bool Matches(ReadOnlySpan<byte> labels)
    {
        if (labels.IsEmpty)
        {
            return Operator is LabelOperator.DoesNotExist or LabelOperator.NotEqual or LabelOperator.NotIn;
        }

        var reader = new Utf8JsonReader(labels);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMatch = reader.ValueTextEquals(_key);
            reader.Read();
            if (isMatch)
            {
                return MatchesValue(ref reader);
            }
        }

        return Operator is LabelOperator.DoesNotExist or LabelOperator.NotEqual or LabelOperator.NotIn;
    }

    /// <summary>The requirement in the syntax of selectors.</summary>
    public override string ToString() => Operator switch
    {
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => "!" + Key,
        LabelOperator.Equal => $"{Key}={Values[0]}",
        LabelOperator.DoubleEqual => $"{Key}=={Values[0]}",
        LabelOperator.NotEqual => $"{Key}!={Values[0]}",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        LabelOperator.LessThan => $"{Key}<{Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(",", Values)})",
        _ => $"{Key} notin ({string.Join(",", Values)})",
    };

    private static void CheckCount(LabelOperator @operator, IReadOnlyList<string> values, FieldErrors errors)
    {
        var fault = @operator switch
        {
            LabelOperator.In or LabelOperator.NotIn => values.Count == 0 ? "for 'in', 'notin' operators, values set can't be empty" : null,
            LabelOperator.Exists or LabelOperator.DoesNotExist => values.Count > 0 ? "values set must be empty for exists and does not exist" : null,
            LabelOperator.GreaterThan or LabelOperator.LessThan =>
                values.Count != 1 ? "for 'Gt', 'Lt' operators, exactly one value is required" : null,
            _ => values.Count != 1 ? "exact-match compatibility requires one single value" : null,
        };
        if (fault is not null)
        {
            errors.Add(FieldError.InvalidText("values", CanonicalJson.OfStrings(values), fault));
        }

        if (@operator is not (LabelOperator.GreaterThan or LabelOperator.LessThan))
        {
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (ParseInteger(values[i]) is null)
            {
                errors.Add(FieldError.Invalid($"values[{i}]", values[i], "for 'Gt', 'Lt' operators, the value must be an integer"));
            }
        }
    }

    private static long? ParseInteger(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private bool MatchesValue(ref Utf8JsonReader reader)
    {
        switch (Operator)
        {
            case LabelOperator.Exists:
                return true;
            case LabelOperator.DoesNotExist:
                return false;
            case LabelOperator.GreaterThan or LabelOperator.LessThan:
                // Valid label values need no JSON escapes and have no plus sign.
                return Utf8Parser.TryParse(reader.ValueSpan, out long number, out var length) && length == reader.ValueSpan.Length &&
                    (Operator == LabelOperator.GreaterThan ? number > _number : number < _number);
        }

        return IsOneOf(ref reader) == Operator is LabelOperator.Equal or LabelOperator.DoubleEqual or LabelOperator.In;
    }

    /// <summary>The values are sorted by their bytes: a selector may have thousands.</summary>
    private bool IsOneOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            // No valid label has an escape; values that were stored by other means may.
            foreach (var value in _values)
            {
                if (reader.ValueTextEquals(value))
                {
                    return true;
                }
            }

            return false;
        }

        var (low, high) = (0, _values.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = reader.ValueSpan.SequenceCompareTo(_values[middle]);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return false;
    }
}
