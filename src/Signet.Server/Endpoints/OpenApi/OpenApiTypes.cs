using System.Text.Json;
using Signet.Core.Schema;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>
/// Writes type definitions: the schema's, with Signet's own descriptions (<c>Data/descriptions.json</c>), and the types of discovery,
/// which are not in the schema (<c>Data/discovery-types.json</c>).
/// </summary>
internal sealed class OpenApiTypes(SchemaCatalog schemas)
{
    private const string AnyType = "*";
    private readonly JsonElement _descriptions = Read("OpenApi.descriptions.json");
    private readonly JsonElement _more = Read("OpenApi.discovery-types.json");

    /// <summary>Writes the types and all types that they reference, sorted by name.</summary>
    public void Write(Utf8JsonWriter writer, OpenApiDialect dialect, IEnumerable<string> names)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            Collect(name, all);
        }

        foreach (var name in all)
        {
            writer.WritePropertyName(name);
            WriteType(writer, dialect, name);
        }
    }

    /// <summary>The JSON pointer to a type in a document of the dialect.</summary>
    public static string ReferenceTo(OpenApiDialect dialect, string name) =>
        (dialect == OpenApiDialect.V2 ? "#/definitions/" : "#/components/schemas/") + name;

    private JsonElement Find(string name) => _more.TryGetProperty(name, out var found) ? found : schemas.Describe(name);

    private void Collect(string name, SortedSet<string> all)
    {
        if (all.Add(name))
        {
            CollectReferences(Find(name), all);
        }
    }

    private void CollectReferences(JsonElement element, SortedSet<string> all)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member is { Name: "$ref", Value.ValueKind: JsonValueKind.String })
                {
                    Collect(member.Value.GetString()!, all);
                }
                else if (member.Name != "x-protobuf")
                {
                    CollectReferences(member.Value, all);
                }
            }
        }
    }

    private void WriteType(Utf8JsonWriter writer, OpenApiDialect dialect, string name)
    {
        var type = Find(name);
        writer.WriteStartObject();
        WriteDescription(writer, name, "");
        foreach (var member in type.EnumerateObject())
        {
            switch (member.Name)
            {
                case "x-protobuf":
                    break;
                case "properties":
                    WriteProperties(writer, dialect, name, member.Value);
                    break;
                case "oneOf" when dialect == OpenApiDialect.V2:
                    // Swagger has no alternatives; a string stands for both.
                    writer.WriteString("type"u8, "string"u8);
                    break;
                default:
                    member.WriteTo(writer);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private void WriteProperties(Utf8JsonWriter writer, OpenApiDialect dialect, string typeName, JsonElement properties)
    {
        writer.WriteStartObject("properties"u8);
        foreach (var property in properties.EnumerateObject())
        {
            writer.WriteStartObject(property.Name);
            WriteDescription(writer, typeName, property.Name);
            foreach (var member in property.Value.EnumerateObject())
            {
                if (member.Name == "$ref")
                {
                    WriteReference(writer, dialect, member.Value.GetString()!);
                }
                else
                {
                    writer.WritePropertyName(member.Name);
                    WriteValue(writer, dialect, member.Value);
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>OpenAPI 3.0 ignores siblings of <c>$ref</c>, so a property with a description has its reference in <c>allOf</c>.</summary>
    private static void WriteReference(Utf8JsonWriter writer, OpenApiDialect dialect, string name)
    {
        if (dialect == OpenApiDialect.V2)
        {
            writer.WriteString("$ref"u8, ReferenceTo(dialect, name));
            return;
        }

        writer.WriteStartArray("allOf"u8);
        writer.WriteStartObject();
        writer.WriteString("$ref"u8, ReferenceTo(dialect, name));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, OpenApiDialect dialect, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            if (member is { Name: "$ref", Value.ValueKind: JsonValueKind.String })
            {
                writer.WriteString("$ref"u8, ReferenceTo(dialect, member.Value.GetString()!));
            }
            else
            {
                writer.WritePropertyName(member.Name);
                WriteValue(writer, dialect, member.Value);
            }
        }

        writer.WriteEndObject();
    }

    private void WriteDescription(Utf8JsonWriter writer, string type, string property)
    {
        if ((_descriptions.TryGetProperty(type, out var texts) && texts.TryGetProperty(property, out var text)) ||
            (property.Length > 0 && _descriptions.GetProperty(AnyType).TryGetProperty(property, out text)))
        {
            writer.WriteString("description"u8, text.GetString());
        }
    }

    private static JsonElement Read(string resource)
    {
        using var stream = typeof(OpenApiTypes).Assembly.GetManifestResourceStream(resource)!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
