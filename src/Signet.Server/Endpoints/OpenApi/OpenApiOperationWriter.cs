using System.Text.Json;
using Signet.Server.Http.Answers;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>Writes operations in either dialect.</summary>
internal static class OpenApiOperationWriter
{
    /// <summary>Writes one operation.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="dialect">The dialect of the document.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="own">The parameters that the other operations of the path do not share.</param>
    public static void Write(
        Utf8JsonWriter writer, OpenApiDialect dialect, OpenApiOperation operation, IReadOnlyList<OpenApiParameter> own)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("tags"u8);
        writer.WriteStringValue(operation.Tag);
        writer.WriteEndArray();
        writer.WriteString("description"u8, operation.Description);
        writer.WriteString("operationId"u8, operation.Id);
        if (dialect == OpenApiDialect.V2)
        {
            writer.WriteStrings("consumes", operation.Consumes);
            writer.WriteStrings("produces", operation.Produces);
            writer.WriteStrings("schemes", ["https"]);
        }

        WriteInput(writer, dialect, operation, own);
        writer.WriteStartObject("responses"u8);
        foreach (var code in operation.Codes)
        {
            WriteAnswer(writer, dialect, operation, code);
        }

        writer.WriteStartObject("401"u8);
        writer.WriteString("description"u8, "Unauthorized"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteMarkers(writer, operation);
        writer.WriteEndObject();
    }

    private static void WriteInput(
        Utf8JsonWriter writer, OpenApiDialect dialect, OpenApiOperation operation, IReadOnlyList<OpenApiParameter> own)
    {
        var hasBodyParameter = operation.Body is not null && dialect == OpenApiDialect.V2;
        if (own.Count > 0 || hasBodyParameter)
        {
            writer.WriteStartArray("parameters"u8);
            if (hasBodyParameter)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, "body"u8);
                writer.WriteString("in"u8, "body"u8);
                WriteRequired(writer, operation.IsBodyRequired);
                WriteSchema(writer, dialect, operation.Body!);
                writer.WriteEndObject();
            }

            WriteParameters(writer, dialect, own);
            writer.WriteEndArray();
        }

        if (operation.Body is { } body && dialect == OpenApiDialect.V3)
        {
            writer.WriteStartObject("requestBody"u8);
            WriteContent(writer, operation.Consumes, body);
            WriteRequired(writer, operation.IsBodyRequired);
            writer.WriteEndObject();
        }
    }

    private static void WriteAnswer(Utf8JsonWriter writer, OpenApiDialect dialect, OpenApiOperation operation, int code)
    {
        writer.WriteStartObject(code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("description"u8, code switch { 201 => "Created", 202 => "Accepted", _ => "OK" });
        if (dialect == OpenApiDialect.V3)
        {
            WriteContent(writer, operation.Produces, operation.Answer);
        }
        else if (operation.Answer is { } type)
        {
            WriteSchema(writer, dialect, type);
        }
        else
        {
            WriteStringSchema(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteMarkers(Utf8JsonWriter writer, OpenApiOperation operation)
    {
        if (operation.Action.Length > 0)
        {
            writer.WriteString("x-kubernetes-action"u8, operation.Action);
        }

        if (operation.Kind is { } kind)
        {
            writer.WriteStartObject("x-kubernetes-group-version-kind"u8);
            writer.WriteString("group"u8, kind.Group);
            writer.WriteString("version"u8, kind.Version);
            writer.WriteString("kind"u8, kind.Kind);
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes the parameters sorted by name, without duplicates.</summary>
    public static void WriteParameters(Utf8JsonWriter writer, OpenApiDialect dialect, IEnumerable<OpenApiParameter> parameters)
    {
        foreach (var parameter in parameters.DistinctBy(parameter => parameter.Name).OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, parameter.Name);
            writer.WriteString("in"u8, parameter.IsInPath ? "path"u8 : "query"u8);
            writer.WriteString("description"u8, parameter.Description);
            WriteRequired(writer, parameter.IsInPath);
            if (dialect == OpenApiDialect.V3)
            {
                writer.WriteStartObject("schema"u8);
            }

            writer.WriteString("type"u8, parameter.Type);
            writer.WriteBoolean("uniqueItems"u8, true);
            if (dialect == OpenApiDialect.V3)
            {
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteContent(Utf8JsonWriter writer, IReadOnlyList<string> mediaTypes, string? type)
    {
        writer.WriteStartObject("content"u8);
        foreach (var mediaType in mediaTypes)
        {
            writer.WriteStartObject(mediaType);
            if (type is not null)
            {
                WriteSchema(writer, OpenApiDialect.V3, type);
            }
            else
            {
                WriteStringSchema(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter writer, OpenApiDialect dialect, string type)
    {
        writer.WriteStartObject("schema"u8);
        writer.WriteString("$ref"u8, OpenApiTypes.ReferenceTo(dialect, type));
        writer.WriteEndObject();
    }

    private static void WriteStringSchema(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("schema"u8);
        writer.WriteString("type"u8, "string"u8);
        writer.WriteEndObject();
    }

    private static void WriteRequired(Utf8JsonWriter writer, bool isRequired)
    {
        if (isRequired)
        {
            writer.WriteBoolean("required"u8, true);
        }
    }
}
