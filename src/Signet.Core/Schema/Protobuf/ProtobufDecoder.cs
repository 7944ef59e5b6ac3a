using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Schema.Protobuf;

/// <summary>
/// Decodes objects in Kubernetes' protobuf format (apimachinery, <c>runtime/serializer/protobuf</c>): the magic <c>k8s\0</c>, then an envelope with
/// kind, apiVersion and the message, whose tags are in the schema. Zero values, which Go writes too, mean absent.
/// </summary>
internal static class ProtobufDecoder
{
    private const int KindTag = 2;
    private const int ApiVersionTag = 1;
    private const int TypeMetaTag = 1;
    private const int RawTag = 2;

    private static readonly JsonDocumentOptions RawOptions = new() { MaxDepth = ObjectDecoder.MaxDepth, AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>Whether bytes start with the magic.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> document) => document.StartsWith(Magic);

    /// <summary>The kind that a document declares; missing parts are taken from the expected kind.</summary>
    public static Outcome<GroupVersionKind> ReadKind(ReadOnlySpan<byte> document, GroupVersionKind expected)
    {
        try
        {
            return ReadEnvelope(document, expected, out _);
        }
        catch (ProtobufFormatException exception)
        {
            return NotProtobuf(expected, exception.Message);
        }
    }

    /// <summary>Decodes one object.</summary>
    /// <param name="document">The document.</param>
    /// <param name="type">The type of the expected kind.</param>
    /// <param name="kind">The expected kind; the default of kind and apiVersion.</param>
    /// <returns>The object, or a 400.</returns>
    public static Outcome<DecodedObject> Decode(ReadOnlySpan<byte> document, SchemaType type, GroupVersionKind kind)
    {
        try
        {
            if (!ReadEnvelope(document, kind, out var raw).TryGetValue(out var declared, out var error))
            {
                return error;
            }

            if (DecodingErrors.CheckKind(declared, kind, type.Catalog) is { } refused)
            {
                return refused;
            }

            var (readKind, readType) = DecodedObject.FormOf(declared, kind, type);
            var budget = default(ValueBudget);
            var root = ReadObject(raw, readType, 0, ref budget);
            root["kind"] = readKind.Kind;
            root["apiVersion"] = readKind.ApiVersion;
            return new DecodedObject(root, [], declared) { Kind = readKind };
        }
        catch (ProtobufFormatException exception)
        {
            return NotProtobuf(kind, exception.Message);
        }
    }

    private static StatusError NotProtobuf(GroupVersionKind expected, string why) => StatusErrors.BadRequest(
        $"the object provided is unrecognized (must be of type {expected.Kind}): protobuf parse error: {why}");

    private static Outcome<GroupVersionKind> ReadEnvelope(ReadOnlySpan<byte> document, GroupVersionKind expected, out ReadOnlySpan<byte> raw)
    {
        raw = [];
        if (!document.StartsWith(Magic))
        {
            throw new ProtobufFormatException("the document does not start with k8s\\x00");
        }

        string kind = "", apiVersion = "";
        var envelope = new WireReader(document[Magic.Length..]);
        while (envelope.Read())
        {
            if (envelope is { Tag: TypeMetaTag, HasContent: true })
            {
                var meta = new WireReader(envelope.Content);
                while (meta.Read())
                {
                    (kind, apiVersion) = meta.Tag switch
                    {
                        KindTag => (DecodeUtf8(meta.Content), apiVersion),
                        ApiVersionTag => (kind, DecodeUtf8(meta.Content)),
                        _ => (kind, apiVersion),
                    };
                }
            }
            else if (envelope is { Tag: RawTag, HasContent: true })
            {
                raw = envelope.Content;
            }
        }

        if (apiVersion.Length == 0)
        {
            return expected with { Kind = kind.Length == 0 ? expected.Kind : kind };
        }

        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new GroupVersionKind(
            slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], kind.Length == 0 ? expected.Kind : kind);
    }

    private static JsonObject ReadObject(ReadOnlySpan<byte> message, SchemaType type, int depth, ref ValueBudget budget)
    {
        if (depth > ObjectDecoder.MaxDepth)
        {
            throw new ProtobufFormatException("the message is nested too deeply");
        }

        var target = new JsonObject();
        var shape = type.Message;
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (shape.Fields.TryGetValue(reader.Tag, out var field))
            {
                ReadField(reader, field, target, depth, ref budget);
            }
            else if (shape.Embedded.TryGetValue(reader.Tag, out var embedded) && reader.HasContent)
            {
                ReadEmbedded(reader.Content, embedded, target, depth, ref budget);
            }
        }

        return target;
    }

    private static void ReadEmbedded(
        ReadOnlySpan<byte> message, FrozenDictionary<int, SchemaField> fields, JsonObject target, int depth, ref ValueBudget budget)
    {
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (fields.TryGetValue(reader.Tag, out var field))
            {
                ReadField(reader, field, target, depth, ref budget);
            }
        }
    }

    private static void ReadField(in WireReader reader, SchemaField field, JsonObject target, int depth, ref ValueBudget budget)
    {
        var type = field.Type;
        switch (type.Shape)
        {
            case SchemaShape.List when field.IsWrapped:
                target[field.Name] = ReadItems(reader.Content, type.Element!, depth, ref budget);
                break;
            case SchemaShape.List:
                var list = target[field.Name] as JsonArray ?? [];
                target[field.Name] = list;
                if (type.Element!.Shape is SchemaShape.Integer or SchemaShape.Boolean && reader.HasContent)
                {
                    throw new ProtobufFormatException("packed lists are not in use");
                }

                list.Add(ReadValue(reader, type.Element, depth, ref budget));
                break;
            case SchemaShape.Map:
                var map = target[field.Name] as JsonObject ?? [];
                target[field.Name] = map;
                ReadEntry(reader.Content, type.Element!, map, depth, ref budget);
                break;
            default:
                var value = ReadValue(reader, type, depth, ref budget);
                if (value is not null && !IsAbsent(value, field))
                {
                    target[field.Name] = value;
                }

                break;
        }
    }

    /// <summary>Whether a value is one that Go writes for an unset field.</summary>
    private static bool IsAbsent(JsonNode value, SchemaField field) => value switch
    {
        JsonValue scalar when field.Zero == ZeroValue.Kept => scalar.TryGetValue<string>(out var text) && text.Length == 0 &&
            field.Type.Shape is SchemaShape.Quantity or SchemaShape.Time or SchemaShape.MicroTime,
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.String => scalar.GetValue<string>().Length == 0 && field.Type.Shape != SchemaShape.IntOrString,
            JsonValueKind.False => true,
            JsonValueKind.Number => scalar.TryGetValue<long>(out var number) && number == 0,
            _ => false,
        },
        _ => false,
    };

    private static void ReadEntry(ReadOnlySpan<byte> entry, SchemaType element, JsonObject map, int depth, ref ValueBudget budget)
    {
        var key = "";
        JsonNode? value = null;
        var reader = new WireReader(entry);
        while (reader.Read())
        {
            if (reader.Tag == 1)
            {
                key = DecodeUtf8(reader.Content);
            }
            else if (reader.Tag == 2)
            {
                value = element.Shape == SchemaShape.List
                    ? ReadItems(reader.Content, element.Element!, depth, ref budget)
                    : ReadValue(reader, element, depth, ref budget);
            }
        }

        // Go writes both members of an entry; a missing value means zero.
        map[key] = value ?? ValueReader.Zero(element);
    }

    /// <summary>A list that is a named type in Go, or a value of a map, is a message with the single field <c>items</c>.</summary>
    private static JsonArray ReadItems(ReadOnlySpan<byte> message, SchemaType element, int depth, ref ValueBudget budget)
    {
        var items = new JsonArray();
        var reader = new WireReader(message);
        while (reader.Read())
        {
            items.Add(ReadValue(reader, element, depth, ref budget));
        }

        return items;
    }

    private static JsonNode? ReadValue(in WireReader reader, SchemaType type, int depth, ref ValueBudget budget)
    {
        if (!budget.TryTake(type.Shape == SchemaShape.Object))
        {
            throw new ProtobufFormatException(ValueBudget.Fault);
        }

        var isNumber = type.Shape is SchemaShape.Integer or SchemaShape.Boolean or SchemaShape.Number;
        if (isNumber == reader.HasContent)
        {
            throw new ProtobufFormatException($"field {reader.Tag} has the wrong wire type");
        }

        return type.Shape switch
        {
            SchemaShape.Integer when type.Bits == 32 => JsonValue.Create((long)(int)reader.Number),
            SchemaShape.Integer => JsonValue.Create((long)reader.Number),
            SchemaShape.Boolean => JsonValue.Create(reader.Number != 0),
            SchemaShape.Number => JsonValue.Create(BitConverter.UInt64BitsToDouble(reader.Number)),
            SchemaShape.String => JsonValue.Create(DecodeUtf8(reader.Content)),
            SchemaShape.Bytes => JsonValue.Create(Convert.ToBase64String(reader.Content)),
            SchemaShape.Quantity => ReadQuantity(reader.Content),
            SchemaShape.Time => ReadTime(reader.Content, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
            SchemaShape.MicroTime => ReadTime(reader.Content, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            SchemaShape.IntOrString => ReadIntOrString(reader.Content),
            SchemaShape.Object => ReadObject(reader.Content, type, depth + 1, ref budget),
            _ => ReadRaw(reader.Content, ref budget),
        };
    }

    private static JsonValue? ReadQuantity(ReadOnlySpan<byte> message)
    {
        var text = DecodeUtf8(ContentOf(message, 1));
        return text.Length == 0 ? null : JsonValue.Create(Quantity.Canonical(text) ?? throw new ProtobufFormatException("a quantity is malformed"));
    }

    private static JsonValue? ReadTime(ReadOnlySpan<byte> message, string pattern)
    {
        if (message.IsEmpty)
        {
            return null;
        }

        var (seconds, nanos) = (0L, 0L);
        var reader = new WireReader(message);
        while (reader.Read())
        {
            (seconds, nanos) = reader.Tag == 1 ? ((long)reader.Number, nanos) : (seconds, (long)(int)reader.Number);
        }

        var isTime = seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() &&
            nanos is >= 0 and < 1_000_000_000;
        return isTime
            ? JsonValue.Create(DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / 100).UtcDateTime.ToString(pattern, CultureInfo.InvariantCulture))
            : throw new ProtobufFormatException("a time is out of range");
    }

    private static JsonValue ReadIntOrString(ReadOnlySpan<byte> message)
    {
        const int TypeTag = 1, NumberTag = 2, TextTag = 3;
        var (isText, number, text) = (false, 0, "");
        var reader = new WireReader(message);
        while (reader.Read())
        {
            switch (reader.Tag)
            {
                case TypeTag:
                    isText = reader.Number == 1;
                    break;
                case NumberTag:
                    number = (int)reader.Number;
                    break;
                case TextTag when reader.HasContent:
                    text = DecodeUtf8(reader.Content);
                    break;
            }
        }

        return isText ? JsonValue.Create(text) : JsonValue.Create((long)number);
    }

    /// <summary>JSON in protobuf: <c>FieldsV1</c> and raw extensions.</summary>
    private static JsonNode? ReadRaw(ReadOnlySpan<byte> message, ref ValueBudget budget)
    {
        var json = ContentOf(message, 1);
        if (json.IsEmpty)
        {
            return null;
        }

        if (!JsonUnicode.IsValid(json))
        {
            throw new ProtobufFormatException("a field that holds JSON is not valid Unicode");
        }

        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ObjectDecoder.MaxDepth });
            if (reader.Read() && !budget.TrySkip(ref reader))
            {
                throw new ProtobufFormatException(ValueBudget.Fault);
            }

            return JsonNode.Parse(json, documentOptions: RawOptions) as JsonObject ??
                throw new ProtobufFormatException("a field that holds JSON holds no object");
        }
        catch (JsonException)
        {
            throw new ProtobufFormatException("a field that holds JSON does not");
        }
    }

    private static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> message, int tag)
    {
        ReadOnlySpan<byte> content = [];
        var reader = new WireReader(message);
        while (reader.Read())
        {
            content = reader.Tag == tag && reader.HasContent ? reader.Content : content;
        }

        return content;
    }

    private static string DecodeUtf8(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
