using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Signet.Core.Schema;

/// <summary>Reads scalar values and converts each to its canonical form.</summary>
internal static class ScalarReader
{
    private const string MicroTimePattern = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The value; null for an empty time, which means absent.</summary>
    /// <exception cref="WrongTypeException">The value has another type.</exception>
    public static JsonNode? Read(ref Utf8JsonReader reader, SchemaType type, ValuePath path) => type.Shape switch
    {
        SchemaShape.String => ReadString(ref reader, path),
        SchemaShape.Integer => ReadInteger(ref reader, type.Bits, path),
        SchemaShape.Number => ReadNumber(ref reader, path),
        SchemaShape.Boolean => ReadBoolean(ref reader, path),
        SchemaShape.Bytes => ReadBytes(ref reader, path),
        SchemaShape.Time => ReadTime(ref reader, path, IsRfc3339, Primitives.Timestamps.Format),
        SchemaShape.MicroTime => ReadTime(
            ref reader, path, IsRfc3339Micro, time => time.UtcDateTime.ToString(MicroTimePattern, CultureInfo.InvariantCulture)),
        SchemaShape.Quantity => ReadQuantity(ref reader, path),
        SchemaShape.IntOrString => reader.TokenType == JsonTokenType.String
            ? ReadString(ref reader, path)
            : ReadInteger(ref reader, 32, path),
        _ => throw new InvalidOperationException($"{type.Shape} is not a scalar"),
    };

    private static string ReadString(ref Utf8JsonReader reader, ValuePath path)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw WrongTypeException.At(path, "a string", reader.TokenType);
        }

        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate, or bytes that are not UTF-8.
            throw new WrongTypeException($"{path}: the string is not valid Unicode");
        }
    }

    private static JsonValue ReadInteger(ref Utf8JsonReader reader, int bits, ValuePath path)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw WrongTypeException.At(path, "a whole number", reader.TokenType);
        }

        if (!reader.TryGetInt64(out var number) || (bits == 32 && number is > int.MaxValue or < int.MinValue))
        {
            throw new WrongTypeException($"{path}: expected a whole number of {bits} bits");
        }

        return JsonValue.Create(number);
    }

    private static JsonValue ReadNumber(ref Utf8JsonReader reader, ValuePath path) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number)
            ? JsonValue.Create(number)
            : throw WrongTypeException.At(path, "a number", reader.TokenType);

    private static JsonValue ReadBoolean(ref Utf8JsonReader reader, ValuePath path) => reader.TokenType switch
    {
        JsonTokenType.True => JsonValue.Create(true),
        JsonTokenType.False => JsonValue.Create(false),
        _ => throw WrongTypeException.At(path, "a boolean", reader.TokenType),
    };

    private static string ReadBytes(ref Utf8JsonReader reader, ValuePath path)
    {
        var text = ReadString(ref reader, path);
        var buffer = new byte[text.Length];
        return !text.AsSpan().ContainsAny(" \t") && Convert.TryFromBase64String(text, buffer, out var length)
            ? Convert.ToBase64String(buffer.AsSpan(0, length))
            : throw new WrongTypeException($"{path}: the string is not base64");
    }

    private static JsonNode? ReadTime(ref Utf8JsonReader reader, ValuePath path, Func<string, bool> hasForm, Func<DateTimeOffset, string> format)
    {
        var text = ReadString(ref reader, path);
        if (text.Length == 0)
        {
            return null;
        }

        return hasForm(text) &&
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? format(time)
            : throw new WrongTypeException($"{path}: the string is not a time in the form of RFC 3339 (2006-01-02T15:04:05Z)");
    }

    private static bool IsRfc3339(string text) =>
        text.Length >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':' &&
        (text[^1] == 'Z' || text[^6] is '+' or '-');

    /// <summary>The fraction of a second has exactly six digits (apimachinery, <c>meta/v1/micro_time.go</c>).</summary>
    private static bool IsRfc3339Micro(string text) =>
        text.Length >= 27 && text[19] == '.' && !text.AsSpan(20, 6).ContainsAnyExceptInRange('0', '9') &&
        text[26] is 'Z' or '+' or '-' && IsRfc3339(text);

    private static string ReadQuantity(ref Utf8JsonReader reader, ValuePath path)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => ReadString(ref reader, path).Trim(),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw WrongTypeException.At(path, "a quantity", reader.TokenType),
        };
        return Quantity.Canonical(text) ??
            throw new WrongTypeException($"{path}: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
}
