using System.Text.Json;
using System.Text.Json.Nodes;

namespace Signet.Core.Schema;

/// <summary>Reads values by their types; collects the errors of strict decoding.</summary>
internal readonly struct ValueReader(List<string> issues)
{
    /// <summary>Reads an object and merges it into <paramref name="into"/>, which holds earlier duplicates.</summary>
    public JsonObject ReadObject(ref Utf8JsonReader reader, SchemaType type, string path, JsonObject into)
    {
        Expect(ref reader, JsonTokenType.StartObject, path, "an object");
        HashSet<string>? seen = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!type.TryGetField(Name(ref reader), out var field))
            {
                issues.Add($"unknown field \"{Join(path, reader.GetString()!)}\"");
                reader.Read();
                reader.Skip();
                continue;
            }

            if (!(seen ??= []).Add(field.Name))
            {
                issues.Add($"duplicate field \"{Join(path, field.Name)}\"");
            }

            reader.Read();
            ReadField(ref reader, field, path, into);
        }

        return into;
    }

    private void ReadField(ref Utf8JsonReader reader, SchemaField field, string path, JsonObject into)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            into.Remove(field.Name);
            return;
        }

        var below = Join(path, field.Name);
        switch (field.Type.Shape)
        {
            case SchemaShape.Object:
                var merged = into[field.Name] as JsonObject ?? [];
                ReadObject(ref reader, field.Type, below, merged);
                Attach(into, field.Name, merged);
                break;
            case SchemaShape.Map:
                var map = into[field.Name] as JsonObject ?? [];
                ReadMap(ref reader, field.Type, below, map);
                Attach(into, field.Name, map);
                break;
            default:
                into[field.Name] = ReadValue(ref reader, field.Type, below);
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
    private JsonNode? ReadValue(ref Utf8JsonReader reader, SchemaType type, string path)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Zero(type);
        }

        return type.Shape switch
        {
            SchemaShape.Object => ReadObject(ref reader, type, path, []),
            SchemaShape.Map => ReadMap(ref reader, type, path, []),
            SchemaShape.List => ReadList(ref reader, type, path),
            SchemaShape.Any => ReadAny(ref reader, path),
            _ => ScalarReader.Read(ref reader, type, path),
        };
    }

    private JsonObject ReadMap(ref Utf8JsonReader reader, SchemaType type, string path, JsonObject into)
    {
        Expect(ref reader, JsonTokenType.StartObject, path, "an object");
        HashSet<string>? seen = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!(seen ??= []).Add(name))
            {
                issues.Add($"duplicate field \"{Join(path, name)}\"");
            }

            reader.Read();
            into[name] = ReadValue(ref reader, type.Element!, Join(path, name));
        }

        return into;
    }

    private JsonArray ReadList(ref Utf8JsonReader reader, SchemaType type, string path)
    {
        Expect(ref reader, JsonTokenType.StartArray, path, "a list");
        var list = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(ReadValue(ref reader, type.Element!, $"{path}[{list.Count}]"));
        }

        return list;
    }

    private static JsonNode? ReadAny(ref Utf8JsonReader reader, string path)
    {
        Expect(ref reader, JsonTokenType.StartObject, path, "an object");
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

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string path, string expected)
    {
        if (reader.TokenType != token)
        {
            throw WrongTypeException.At(path, expected, reader.TokenType);
        }
    }

    /// <summary>The current property name, unescaped.</summary>
    private static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
