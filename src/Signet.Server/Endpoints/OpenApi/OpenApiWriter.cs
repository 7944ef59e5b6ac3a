using System.Text.Json;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>Writes documents of either dialect. Parameters that all operations of a path share are written once for the path.</summary>
internal sealed class OpenApiWriter(OpenApiTypes types, string version)
{
    private const string Security = "BearerToken";

    /// <summary>Renders one document with these operations and the types that they reference.</summary>
    public void Write(Utf8JsonWriter writer, OpenApiDialect dialect, IReadOnlyList<OpenApiOperation> operations)
    {
        writer.WriteStartObject();
        writer.WriteString(dialect == OpenApiDialect.V2 ? "swagger"u8 : "openapi"u8, dialect == OpenApiDialect.V2 ? "2.0"u8 : "3.0.0"u8);
        writer.WriteStartObject("info"u8);
        writer.WriteString("title"u8, "Kubernetes"u8);
        writer.WriteString("version"u8, version);
        writer.WriteEndObject();
        writer.WriteStartObject("paths"u8);
        foreach (var path in operations.GroupBy(operation => operation.Path).OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(path.Key);
            WritePath(writer, dialect, [.. path]);
        }

        writer.WriteEndObject();
        WriteTypes(writer, dialect, operations);
        writer.WriteEndObject();
    }

    private void WriteTypes(Utf8JsonWriter writer, OpenApiDialect dialect, IReadOnlyList<OpenApiOperation> operations)
    {
        var names = operations.SelectMany(operation => (string?[])[operation.Body, operation.Answer]).OfType<string>();
        if (dialect == OpenApiDialect.V2)
        {
            writer.WriteStartObject("definitions"u8);
            types.Write(writer, dialect, names);
            writer.WriteEndObject();
            writer.WriteStartObject("securityDefinitions"u8);
            WriteSecurityScheme(writer);
            writer.WriteEndObject();
            writer.WriteStartArray("security"u8);
            writer.WriteStartObject();
            writer.WriteStartArray(Security);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject("components"u8);
        writer.WriteStartObject("schemas"u8);
        types.Write(writer, dialect, names);
        writer.WriteEndObject();
        writer.WriteStartObject("securitySchemes"u8);
        WriteSecurityScheme(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSecurityScheme(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Security);
        writer.WriteString("type"u8, "apiKey"u8);
        writer.WriteString("description"u8, "A bearer token: Authorization: Bearer TOKEN"u8);
        writer.WriteString("name"u8, "authorization"u8);
        writer.WriteString("in"u8, "header"u8);
        writer.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter writer, OpenApiDialect dialect, IReadOnlyList<OpenApiOperation> operations)
    {
        var shared = operations[0].Parameters.Where(parameter => operations.All(operation => operation.Parameters.Contains(parameter))).ToList();
        writer.WriteStartObject();
        foreach (var operation in operations)
        {
            writer.WritePropertyName(operation.Method);
            OpenApiOperationWriter.Write(writer, dialect, operation, [.. operation.Parameters.Except(shared)]);
        }

        if (shared.Count > 0)
        {
            writer.WriteStartArray("parameters"u8);
            OpenApiOperationWriter.WriteParameters(writer, dialect, shared);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
