using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>Reads the fields of an object type from the schema data.</summary>
internal sealed class SchemaFieldReader(SchemaCatalog catalog, JsonElement schema)
{
    /// <summary>All fields, in canonical order.</summary>
    /// <param name="pointers">The scalars that are pointers in Go.</param>
    /// <param name="structs">The objects that are structs, not pointers, in Go.</param>
    public IReadOnlyList<SchemaField> Read(HashSet<string> pointers, HashSet<string> structs)
    {
        var required = StringsOf(schema, "required");
        var tags = schema.TryGetProperty("x-protobuf", out var protobuf) ? protobuf : default;
        var fields = new List<SchemaField>();
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            fields.Add(ReadOne(property, required.Contains(property.Name), tags, pointers, structs));
        }

        return [.. fields.OrderBy(Order).ThenBy(field => field.Name, StringComparer.Ordinal)];
    }

    private SchemaField ReadOne(
        JsonProperty property, bool isRequired, JsonElement tags, HashSet<string> pointers, HashSet<string> structs)
    {
        var value = property.Value;
        var type = catalog.TypeOf(value);
        var tag = FindTag(tags, property.Name);
        return new SchemaField
        {
            Name = property.Name,
            EncodedName = JsonEncodedText.Encode(property.Name),
            Type = type,
            IsRequired = isRequired,
            Zero = ZeroOf(property.Name, type, isRequired, pointers, structs),
            ListKind = type.Shape != SchemaShape.List ? ListKind.None : SchemaCatalog.StringOf(value, "x-kubernetes-list-type") switch
            {
                "map" => ListKind.Map,
                "set" => ListKind.Set,
                _ => ListKind.Atomic,
            },
            MapKeys = StringsOf(value, "x-kubernetes-list-map-keys"),
            AtomicStruct = IsAtomic(value),
            PatchMergeKey = value.TryGetProperty("x-kubernetes-patch-merge-key", out var key) ? key.GetString() : null,
            PatchStrategies = SchemaCatalog.StringOf(value, "x-kubernetes-patch-strategy") is { Length: > 0 } strategies ? strategies.Split(',') : [],
            Enum = StringsOf(value, "enum"),
            Default = value.TryGetProperty("default", out var @default) ? @default.GetRawText() : null,
            ProtobufTag = tag.ValueKind == JsonValueKind.Object ? tag.GetProperty("tag").GetInt32() : 0,
            IsWrapped = type.Shape == SchemaShape.List && tag.ValueKind == JsonValueKind.Object && !tag.TryGetProperty("repeated", out _),
            ProtobufType = tag.ValueKind == JsonValueKind.Object ? SchemaCatalog.StringOf(tag, "type") : "",
        };
    }

    private bool IsAtomic(JsonElement property) =>
        SchemaCatalog.StringOf(property, "x-kubernetes-map-type") == "atomic" || catalog.IsAtomicType(property);

    private static ZeroValue ZeroOf(string name, SchemaType type, bool isRequired, HashSet<string> pointers, HashSet<string> structs)
    {
        if (structs.Contains(name))
        {
            return ZeroValue.Written;
        }

        return type.Shape switch
        {
            // Metadata is a struct in Go. Any other object that is not always written is a pointer, for which {} and absent differ.
            SchemaShape.Object when name == "metadata" => ZeroValue.Written,
            SchemaShape.Object or SchemaShape.Any or SchemaShape.Quantity or SchemaShape.IntOrString => ZeroValue.Kept,
            SchemaShape.String or SchemaShape.Integer or SchemaShape.Boolean or SchemaShape.Number or SchemaShape.List when isRequired => ZeroValue.Written,
            _ => pointers.Contains(name) ? ZeroValue.Kept : ZeroValue.Dropped,
        };
    }

    /// <summary>Names in protobuf can differ in case (<c>uID</c>).</summary>
    private static JsonElement FindTag(JsonElement tags, string name)
    {
        if (tags.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        foreach (var tag in tags.EnumerateObject())
        {
            if (string.Equals(tag.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return tag.Value;
            }
        }

        return default;
    }

    private static int Order(SchemaField field) => field.Name switch
    {
        "kind" when field.ProtobufTag == 0 => -2,
        "apiVersion" when field.ProtobufTag == 0 => -1,
        _ => field.ProtobufTag == 0 ? int.MaxValue : field.ProtobufTag,
    };

    private static IReadOnlyList<string> StringsOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(entry => entry.GetString()!)] : [];
}
