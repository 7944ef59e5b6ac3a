using System.Buffers;
using System.Text.Json;
using Signet.Core.Schema;

namespace Signet.Server.Http.Answers;

/// <summary>Rewrites JSON on several lines with two spaces for each level, as Go's <c>json.MarshalIndent</c> does.</summary>
internal static class IndentedJson
{
    private static readonly JsonWriterOptions Options = CanonicalJson.WriterOptions with { Indented = true, NewLine = "\n" };

    public static byte[] Rewrite(ReadOnlySpan<byte> json)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length * 2);
        using var writer = new Utf8JsonWriter(buffer, Options);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            Copy(ref reader, writer);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.GetString());
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
