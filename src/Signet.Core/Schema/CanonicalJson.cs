using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>
/// Writes objects in canonical form, in which they are stored and answered: fields in the order of the schema, map entries in the order of the
/// UTF-8 bytes of their keys, zero values as Go writes them. Equal objects have equal bytes.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>Escapes strings as Go does.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new()
    {
        Encoder = GoJsonEncoder.Instance,
        SkipValidation = true,
    };

    public static byte[] ToBytes(JsonObject root, SchemaType type)
    {
        using var scratch = JsonScratch.Take();
        Write(scratch.Writer, root, type);
        return scratch.ToArray();
    }

    /// <summary>A JSON array of strings.</summary>
    public static string OfStrings(IReadOnlyList<string> values)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        writer.WriteStartArray();
        for (var i = 0; i < values.Count; i++)
        {
            writer.WriteStringValue(values[i]);
        }

        writer.WriteEndArray();
        return Encoding.UTF8.GetString(scratch.Written);
    }

    /// <summary>Whether two objects have the same canonical form: zero values that are always written, or never, do not count.</summary>
    public static bool AreEqual(JsonObject one, JsonObject other, SchemaType type) =>
        JsonNode.DeepEquals(one, other) || ToBytes(one, type).AsSpan().SequenceEqual(ToBytes(other, type));

    /// <summary>Writes an object that was decoded by its schema.</summary>
    public static void Write(Utf8JsonWriter writer, JsonObject root, SchemaType type)
    {
        writer.WriteStartObject();
        WriteFields(writer, root, type);
        writer.WriteEndObject();
    }

    /// <summary>Writes the fields of an object; the caller writes its start and end.</summary>
    public static void WriteFields(Utf8JsonWriter writer, JsonObject root, SchemaType type)
    {
        foreach (var field in type.Fields)
        {
            WriteField(writer, root[field.Name], field);
        }
    }

    private static void WriteField(Utf8JsonWriter writer, JsonNode? value, SchemaField field)
    {
        if (field.Zero != ZeroValue.Written && (value is null || (field.Zero == ZeroValue.Dropped && IsZero(value, field.Type))))
        {
            return;
        }

        writer.WritePropertyName(field.EncodedName);
        if (value is null)
        {
            WriteZero(writer, field.Type);
        }
        else
        {
            WriteValue(writer, value, field.Type);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonNode? value, SchemaType type)
    {
        switch (value)
        {
            case JsonObject entity when type.Shape == SchemaShape.Object:
                Write(writer, entity, type);
                break;
            case JsonObject map when type.Shape == SchemaShape.Map:
                WriteMap(writer, map, type);
                break;
            case JsonArray list when type.Shape == SchemaShape.List:
                writer.WriteStartArray();
                foreach (var entry in list)
                {
                    WriteValue(writer, entry, type.Element!);
                }

                writer.WriteEndArray();
                break;
            case null:
                WriteZero(writer, type);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, JsonObject map, SchemaType type)
    {
        writer.WriteStartObject();
        if (map.Count < 2)
        {
            foreach (var (name, value) in map)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value, type.Element!);
            }
        }
        else
        {
            var names = new string[map.Count];
            var count = 0;
            foreach (var (name, _) in map)
            {
                names[count++] = name;
            }

            Array.Sort(names, Utf8Order.Instance);
            foreach (var name in names)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, map[name], type.Element!);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteZero(Utf8JsonWriter writer, SchemaType type)
    {
        switch (type.Shape)
        {
            case SchemaShape.Object:
                Write(writer, [], type);
                break;
            case SchemaShape.Map or SchemaShape.Any:
                writer.WriteStartObject();
                writer.WriteEndObject();
                break;
            case SchemaShape.Integer or SchemaShape.Number or SchemaShape.IntOrString:
                writer.WriteNumberValue(0);
                break;
            case SchemaShape.Boolean:
                writer.WriteBooleanValue(false);
                break;
            case SchemaShape.List or SchemaShape.Time or SchemaShape.MicroTime:
                writer.WriteNullValue();
                break;
            case SchemaShape.Quantity:
                writer.WriteStringValue("0"u8);
                break;
            default:
                writer.WriteStringValue("");
                break;
        }
    }

    private static bool IsZero(JsonNode value, SchemaType type) => type.Shape switch
    {
        SchemaShape.Map => ((JsonObject)value).Count == 0,
        SchemaShape.List => ((JsonArray)value).Count == 0,
        SchemaShape.Integer => ((JsonValue)value).GetValue<long>() == 0,
        SchemaShape.Boolean => !((JsonValue)value).GetValue<bool>(),
        SchemaShape.Number => ((JsonValue)value).GetValue<double>() == 0,
        _ => ((JsonValue)value).TryGetValue<string>(out var text) && text.Length == 0,
    };
}
