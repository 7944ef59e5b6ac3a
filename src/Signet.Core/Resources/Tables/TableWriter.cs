using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Tables;

/// <summary>Renders objects and lists as tables (<c>meta/v1</c> Table).</summary>
internal static class TableWriter
{
    /// <summary>Renders one object or a list.</summary>
    /// <param name="itemKind">The kind of the objects of the rows.</param>
    /// <param name="now">The time for ages.</param>
    public static ReadOnlyMemory<byte> Render(
        ReadOnlyMemory<byte> json, TableDefinition definition, GroupVersionKind itemKind, TableOptions options, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Table"u8);
        writer.WriteString("apiVersion"u8, "meta.k8s.io/" + options.MetaVersion);
        WriteMetadata(writer, root);
        WriteColumns(writer, definition, options);
        writer.WriteStartArray("rows"u8);
        if (root.TryGetProperty("items"u8, out var items))
        {
            foreach (var item in items.EnumerateArray())
            {
                WriteRow(writer, item, definition, itemKind, options, now);
            }
        }
        else
        {
            WriteRow(writer, root, definition, itemKind, options, now);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Writes the whole metadata of a list, and only the resourceVersion of an object.</summary>
    private static void WriteMetadata(Utf8JsonWriter writer, JsonElement root)
    {
        writer.WriteStartObject("metadata"u8);
        foreach (var name in (ReadOnlySpan<string>)["resourceVersion", "continue", "remainingItemCount"])
        {
            var member = root.At("metadata", name);
            if (member.ValueKind != JsonValueKind.Undefined)
            {
                writer.WritePropertyName(name);
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter writer, TableDefinition definition, TableOptions options)
    {
        if (!options.WithColumns)
        {
            writer.WriteNull("columnDefinitions"u8);
            return;
        }

        writer.WriteStartArray("columnDefinitions"u8);
        foreach (var column in definition.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, column.Name);
            writer.WriteString("type"u8, column.Type);
            writer.WriteString("format"u8, column.Format);
            writer.WriteString("description"u8, column.Description);
            writer.WriteNumber("priority"u8, column.Priority);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRow(
        Utf8JsonWriter writer, JsonElement item, TableDefinition definition, GroupVersionKind kind, TableOptions options, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells"u8);
        var shown = definition.ReadItem?.Invoke(item) ?? item;
        foreach (var column in definition.Columns)
        {
            column.WriteCell(writer, shown, now);
        }

        writer.WriteEndArray();
        if (definition.ReadCondition?.Invoke(shown) is { } condition)
        {
            WriteCondition(writer, condition);
        }

        writer.WritePropertyName("object"u8);
        switch (options.Included)
        {
            case IncludedObject.Metadata:
                PartialMetadata.Write(writer, item, options.MetaVersion);
                break;
            case IncludedObject.Object:
                WriteWhole(writer, item, kind);
                break;
            default:
                writer.WriteNullValue();
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteCondition(Utf8JsonWriter writer, TableRowCondition condition)
    {
        writer.WriteStartArray("conditions"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "Completed"u8);
        writer.WriteString("status"u8, "True"u8);
        writer.WriteString("reason"u8, condition.Reason);
        writer.WriteString("message"u8, condition.Message);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    /// <summary>Adds kind and apiVersion, which the items of a list lack.</summary>
    private static void WriteWhole(Utf8JsonWriter writer, JsonElement item, GroupVersionKind kind)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, kind.Kind);
        writer.WriteString("apiVersion"u8, kind.ApiVersion);
        foreach (var member in item.EnumerateObject())
        {
            if (!member.NameEquals("kind"u8) && !member.NameEquals("apiVersion"u8))
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
    }
}
