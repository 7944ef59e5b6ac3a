using System.Text.Json;
using System.Text.Json.Nodes;

namespace Signet.Core.Schema;

/// <summary>Reads values by their types; collects the errors of strict decoding.</summary>
internal readonly struct ValueReader(List<string> issues)
{
    private readonly ValuePath _path = new();

    /// <summary>Reads an object and merges it into <paramref name="into"/>, which holds earlier duplicates.</summary>
    public JsonObject ReadObject(ref Utf8JsonReader reader, SchemaType type, JsonObject into)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        HashSet<string>? seen = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!type.TryGetField(Name(ref reader), out var field))
            {
                issues.AddUnknown(_path, reader.GetString()!);
                reader.Read();
                reader.Skip();
                continue;
            }

            if (!(seen ??= []).Add(field.Name))
            {
                issues.AddDuplicate(_path, field.Name);
            }

            reader.Read();
            _path.Enter(field.Name);
            ReadField(ref reader, field, into);
            _path.Leave();
        }

        return into;
    }

    private void ReadField(ref Utf8JsonReader reader, SchemaField field, JsonObject into)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            into.Remove(field.Name);
            return;
        }

        switch (field.Type.Shape)
        {
            case SchemaShape.Object:
                var merged = into[field.Name] as JsonObject ?? [];
                ReadObject(ref reader, field.Type, merged);
                Attach(into, field.Name, merged);
                break;
            case SchemaShape.Map:
                var map = into[field.Name] as JsonObject ?? [];
                ReadMap(ref reader, field.Type, map);
                Attach(into, field.Name, map);
                break;
            default:
                into[field.Name] = ReadValue(ref reader, field.Type);
                break;
        }
    }

    private static void Attach(JsonObject parent, string name, JsonObject child)
    {
        if (child.Parent is null)
        {
            parent[name] = child;
        }
    }

    /// <summary>A value of a list or a map, where null means the zero value of the type.</summary>
    private JsonNode? ReadValue(ref Utf8JsonReader reader, SchemaType type)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Zero(type);
        }

        return type.Shape switch
        {
            SchemaShape.Object => ReadObject(ref reader, type, []),
            SchemaShape.Map => ReadMap(ref reader, type, []),
            SchemaShape.List => ReadList(ref reader, type),
            SchemaShape.Any => ReadAny(ref reader),
            _ => ScalarReader.Read(ref reader, type, _path),
        };
    }

    private JsonObject ReadMap(ref Utf8JsonReader reader, SchemaType type, JsonObject into)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        HashSet<string>? seen = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!(seen ??= []).Add(name))
            {
                issues.AddDuplicate(_path, name);
            }

            reader.Read();
            _path.Enter(name);
            into[name] = ReadValue(ref reader, type.Element!);
            _path.Leave();
        }

        return into;
    }

    private JsonArray ReadList(ref Utf8JsonReader reader, SchemaType type)
    {
        Expect(ref reader, JsonTokenType.StartArray, "a list");
        var list = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _path.Enter(list.Count);
            list.Add(ReadValue(ref reader, type.Element!));
            _path.Leave();
        }

        return list;
    }

    private JsonNode? ReadAny(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        return JsonNode.Parse(ref reader);
    }

    /// <summary>The zero value of a type.</summary>
    public static JsonNode? Zero(SchemaType type) => type.Shape switch
    {
        SchemaShape.Object or SchemaShape.Map or SchemaShape.Any => new JsonObject(),
        SchemaShape.List => new JsonArray(),
        SchemaShape.Integer or SchemaShape.Number or SchemaShape.IntOrString => 0,
        SchemaShape.Boolean => false,
        SchemaShape.Quantity => "0",
        _ => "",
    };

    private void Expect(ref Utf8JsonReader reader, JsonTokenType token, string expected)
    {
        if (reader.TokenType != token)
        {
            throw WrongTypeException.At(_path, expected, reader.TokenType);
        }
    }

    /// <summary>The current property name, unescaped.</summary>
    private static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
}
