namespace Signet.Core.Primitives;

/// <summary>
/// A validation error of one field (apimachinery, <c>pkg/util/validation/field/errors.go</c>). Validators return all errors, each with the
/// path of its field (<c>metadata.labels</c>, <c>spec.containers[0].name</c>).
/// </summary>
/// <param name="Reason">The cause's reason: <c>FieldValueInvalid</c>, <c>FieldValueRequired</c>, ….</param>
/// <param name="Field">The path of the field.</param>
/// <param name="Text">The message without the path: <c>Invalid value: 5: must be less than 3</c>.</param>
internal sealed record FieldError(string Reason, string Field, string Text)
{
    /// <summary>A wrong string, which the message quotes.</summary>
    public static FieldError Invalid(string field, string value, string detail) => InvalidText(field, GoText.Quote(value), detail);

    /// <summary>A wrong number.</summary>
    public static FieldError Invalid(string field, long value, string detail) =>
        InvalidText(field, value.ToString(System.Globalization.CultureInfo.InvariantCulture), detail);

    /// <summary>A wrong value that is formatted already: <c>null</c>, a list, an object.</summary>
    public static FieldError InvalidText(string field, string valueText, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {valueText}: {detail}");

    public static FieldError Immutable(string field, string valueText) => InvalidText(field, valueText, "field is immutable");

    public static FieldError Required(string field, string detail) =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    /// <summary>The field must not be set.</summary>
    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    /// <summary>A string that occurs twice.</summary>
    public static FieldError Duplicate(string field, string value) =>
        DuplicateText(field, GoText.Quote(value));

    /// <summary>A value, formatted already, that occurs twice.</summary>
    public static FieldError DuplicateText(string field, string valueText, string detail = "") =>
        new("FieldValueDuplicate", field, detail.Length == 0 ? $"Duplicate value: {valueText}" : $"Duplicate value: {valueText}: {detail}");

    /// <summary>The value could not be validated.</summary>
    public static FieldError Internal(string field, string detail) => new("InternalError", field, $"Internal error: {detail}");

    /// <summary>A string that refers to an object that does not exist.</summary>
    public static FieldError NotFound(string field, string value) =>
        new("FieldValueNotFound", field, $"Not found: {GoText.Quote(value)}");

    /// <summary>The value is not one of <paramref name="supported"/>, which the message lists in the given order.</summary>
    public static FieldError NotSupported(string field, string valueText, params ReadOnlySpan<string> supported)
    {
        var quoted = new string[supported.Length];
        for (var i = 0; i < quoted.Length; i++)
        {
            quoted[i] = GoText.Quote(supported[i]);
        }

        return new("FieldValueNotSupported", field, $"Unsupported value: {valueText}: supported values: {string.Join(", ", quoted)}");
    }

    /// <summary>A list has more than <paramref name="max"/> items.</summary>
    public static FieldError TooMany(string field, int count, int max) =>
        new("FieldValueTooMany", field, $"Too many: {count}: must have at most {max} items");

    /// <summary>The value is longer than <paramref name="max"/> bytes; the value is not shown.</summary>
    public static FieldError TooLong(string field, int max) =>
        new("FieldValueTooLong", field, $"Too long: may not be more than {max} bytes");

    /// <summary>Joins messages as Kubernetes does: a single one as it is, several in brackets, duplicates once.</summary>
    public static string Join(IReadOnlyList<FieldError> errors)
    {
        // Clients choose the number of errors.
        var seen = new HashSet<string>(errors.Count, StringComparer.Ordinal);
        var texts = new List<string>(errors.Count);
        foreach (var error in errors)
        {
            var text = error.Field.Length == 0 ? error.Text : $"{error.Field}: {error.Text}";
            if (seen.Add(text))
            {
                texts.Add(text);
            }
        }

        return texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
    }
}
