using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Tables;

/// <summary>The metadata of objects without the rest (<c>meta/v1</c> PartialObjectMetadata).</summary>
internal static class PartialMetadata
{
    /// <summary>Renders one object.</summary>
    public static ReadOnlyMemory<byte> Render(ReadOnlyMemory<byte> json, string metaVersion)
    {
        using var document = JsonDocument.Parse(json);
        using var scratch = JsonScratch.Take();
        Write(scratch.Writer, document.RootElement, metaVersion);
        return scratch.ToArray();
    }

    /// <summary>Renders a list; the items of an empty list are null, as Go encodes them.</summary>
    public static ReadOnlyMemory<byte> RenderList(ReadOnlyMemory<byte> json, string metaVersion)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "PartialObjectMetadataList"u8);
        writer.WriteString("apiVersion"u8, "meta.k8s.io/" + metaVersion);
        WriteMember(writer, "metadata"u8, document.RootElement);
        var items = document.RootElement.GetProperty("items"u8);
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
        {
            writer.WriteNull("items"u8);
        }
        else
        {
            writer.WriteStartArray("items"u8);
            foreach (var item in items.EnumerateArray())
            {
                Write(writer, item, metaVersion);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Writes the metadata of one object as a PartialObjectMetadata.</summary>
    internal static void Write(Utf8JsonWriter writer, JsonElement item, string metaVersion)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "PartialObjectMetadata"u8);
        writer.WriteString("apiVersion"u8, "meta.k8s.io/" + metaVersion);
        WriteMember(writer, "metadata"u8, item);
        writer.WriteEndObject();
    }

    /// <summary>Copies a member; an absent member is an empty object.</summary>
    internal static void WriteMember(Utf8JsonWriter writer, ReadOnlySpan<byte> name, JsonElement from)
    {
        writer.WritePropertyName(name);
        if (from.TryGetProperty(name, out var member))
        {
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member), skipInputValidation: true);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
    }
}
