using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Signet.Core.Schema.Protobuf;

/// <summary>Writes values that are scalars in JSON; some of them are messages in protobuf.</summary>
internal static class ScalarEncoder
{
    /// <summary>Writes the current value of a reader.</summary>
    /// <param name="writer">The target.</param>
    /// <param name="tag">The tag of the field.</param>
    /// <param name="reader">A reader whose current token is the value.</param>
    /// <param name="json">JSON that starts with the value.</param>
    /// <param name="type">The type of the value.</param>
    public static void Write(WireWriter writer, int tag, ref Utf8JsonReader reader, ReadOnlySpan<byte> json, SchemaType type)
    {
        switch (type.Shape)
        {
            case SchemaShape.Integer:
                writer.WriteNumber(tag, (ulong)reader.GetInt64());
                break;
            case SchemaShape.Boolean:
                writer.WriteNumber(tag, reader.GetBoolean() ? 1UL : 0UL);
                break;
            case SchemaShape.Number:
                writer.WriteDouble(tag, reader.GetDouble());
                break;
            case SchemaShape.Bytes:
                WriteBytes(writer, tag, ref reader);
                break;
            case SchemaShape.Time or SchemaShape.MicroTime:
                WriteTime(writer, tag, ref reader);
                break;
            case SchemaShape.Quantity:
                WriteQuantity(writer, tag, ref reader);
                break;
            case SchemaShape.IntOrString:
                WriteIntOrString(writer, tag, ref reader);
                break;
            case SchemaShape.Any:
                WriteRawJson(writer, tag, ref reader, json);
                break;
            default:
                WriteString(writer, tag, ref reader);
                break;
        }
    }

    /// <summary>Writes the zero value, as Go does for an unset field.</summary>
    public static void WriteZero(WireWriter writer, int tag, SchemaType type)
    {
        switch (type.Shape)
        {
            case SchemaShape.Integer or SchemaShape.Boolean:
                writer.WriteNumber(tag, 0);
                break;
            case SchemaShape.Number:
                writer.WriteDouble(tag, 0);
                break;
            case SchemaShape.Quantity:
                var quantity = writer.Begin(tag);
                writer.WriteContent(1, "0"u8);
                writer.End(quantity);
                break;
            case SchemaShape.IntOrString:
                WriteIntOrString(writer, tag, 0, null);
                break;
            default:
                writer.WriteContent(tag, []);
                break;
        }
    }

    /// <summary>Writes the current property name or string of a reader.</summary>
    public static void WriteString(WireWriter writer, int tag, ref Utf8JsonReader reader)
    {
        var text = writer.Begin(tag);
        writer.Advance(reader.CopyString(writer.Reserve(reader.ValueSpan.Length)));
        writer.End(text);
    }

    private static void WriteBytes(WireWriter writer, int tag, ref Utf8JsonReader reader)
    {
        var bytes = writer.Begin(tag);
        var text = writer.Reserve(reader.ValueSpan.Length)[..reader.ValueSpan.Length];
        var textLength = reader.CopyString(text);
        if (Base64.DecodeFromUtf8InPlace(text[..textLength], out var length) != OperationStatus.Done)
        {
            throw new FormatException("an object that was checked holds a value that is not base64");
        }

        // The bytes are shorter than their base64, of which nothing may remain in the buffer: it may be a secret.
        text[length..].Clear();
        writer.Advance(length);
        writer.End(bytes);
    }

    /// <summary>The empty string is the zero time, a message without fields.</summary>
    private static void WriteTime(WireWriter writer, int tag, ref Utf8JsonReader reader)
    {
        const int SecondsTag = 1, NanosTag = 2;
        var message = writer.Begin(tag);
        if (!reader.ValueSpan.IsEmpty)
        {
            var ticks = reader.GetDateTimeOffset().UtcTicks - DateTime.UnixEpoch.Ticks;
            var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
            if (rest < 0)
            {
                (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
            }

            writer.WriteNumber(SecondsTag, (ulong)seconds);
            writer.WriteNumber(NanosTag, (ulong)(rest * TimeSpan.NanosecondsPerTick));
        }

        writer.End(message);
    }

    private static void WriteQuantity(WireWriter writer, int tag, ref Utf8JsonReader reader)
    {
        var message = writer.Begin(tag);
        if (reader.TokenType == JsonTokenType.String)
        {
            WriteString(writer, 1, ref reader);
        }
        else
        {
            writer.WriteContent(1, reader.ValueSpan);
        }

        writer.End(message);
    }

    private static void WriteIntOrString(WireWriter writer, int tag, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            WriteIntOrString(writer, tag, reader.GetInt32(), null);
        }
        else
        {
            WriteIntOrString(writer, tag, 0, reader.GetString());
        }
    }

    private static void WriteIntOrString(WireWriter writer, int tag, int number, string? text)
    {
        const int TypeTag = 1, NumberTag = 2, TextTag = 3;
        var message = writer.Begin(tag);
        writer.WriteNumber(TypeTag, text is null ? 0UL : 1UL);
        writer.WriteNumber(NumberTag, (ulong)number);
        writer.WriteContent(TextTag, Encoding.UTF8.GetBytes(text ?? ""));
        writer.End(message);
    }

    /// <summary>A field of arbitrary JSON is JSON in protobuf, too.</summary>
    private static void WriteRawJson(WireWriter writer, int tag, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var message = writer.Begin(tag);
        writer.WriteContent(1, json[start..(int)reader.BytesConsumed]);
        writer.End(message);
    }
}
