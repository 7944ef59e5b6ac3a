using System.Text.Json;

namespace Signet.Core.Schema.Protobuf;

/// <summary>Writes the fields of a JSON object as a protobuf message, ordered by tag.</summary>
internal static class MessageEncoder
{
    private const int FieldsOnStack = 64;

    /// <summary>The max depth of the decoder, plus that of a list around the objects.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ObjectDecoder.MaxDepth + 8 };

    /// <summary>Writes the fields of an object.</summary>
    /// <param name="writer">The target.</param>
    /// <param name="json">JSON that starts with the object; bytes after it are ignored.</param>
    /// <param name="type">The type of the object.</param>
    public static void Write(WireWriter writer, ReadOnlySpan<byte> json, SchemaType type)
    {
        var offsets = type.Fields.Count <= FieldsOnStack ? stackalloc int[FieldsOnStack] : new int[type.Fields.Count];
        offsets.Clear();
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = type.TryGetField(reader.ValueSpan, out var field);
            reader.Read();
            if (isKnown && reader.TokenType != JsonTokenType.Null)
            {
                offsets[field!.Ordinal] = (int)reader.TokenStartIndex;
            }

            reader.Skip();
        }

        WriteSlots(writer, json, type.Message.Layout.Slots, offsets);
    }

    /// <summary>Offset 0 is that of the object itself, so it means absent.</summary>
    private static void WriteSlots(WireWriter writer, ReadOnlySpan<byte> json, IReadOnlyList<MessageSlot> slots, ReadOnlySpan<int> offsets)
    {
        for (var i = 0; i < slots.Count; i++)
        {
            var slot = slots[i];
            if (slot.Field is not { } field)
            {
                var embedded = writer.Begin(slot.Tag);
                WriteSlots(writer, json, slot.Embedded, offsets);
                writer.End(embedded);
            }
            else if (offsets[field.Ordinal] is var offset and > 0)
            {
                WriteField(writer, slot.Tag, json[offset..], field);
            }
            else if (slot.IsAlwaysWritten)
            {
                WriteZero(writer, slot.Tag, field.Type);
            }
        }
    }

    private static void WriteField(WireWriter writer, int tag, ReadOnlySpan<byte> json, SchemaField field)
    {
        switch (field.Type.Shape)
        {
            case SchemaShape.Map:
                WriteMap(writer, tag, json, field.Type.Element!);
                break;
            case SchemaShape.List when field.IsWrapped:
                WriteWrapped(writer, tag, json, field.Type.Element!);
                break;
            case SchemaShape.List:
                WriteItems(writer, tag, json, field.Type.Element!);
                break;
            default:
                WriteValue(writer, tag, json, field.Type);
                break;
        }
    }

    private static void WriteItems(WireWriter writer, int tag, ReadOnlySpan<byte> json, SchemaType element)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            WriteValue(writer, tag, json[(int)reader.TokenStartIndex..], element);
            reader.Skip();
        }
    }

    /// <summary>A list that is a named type in Go is a message with the single field <c>items</c>.</summary>
    private static void WriteWrapped(WireWriter writer, int tag, ReadOnlySpan<byte> json, SchemaType element)
    {
        var wrapped = writer.Begin(tag);
        WriteItems(writer, 1, json, element);
        writer.End(wrapped);
    }

    /// <summary>Each entry is a message; Go sorts them by key.</summary>
    private static void WriteMap(WireWriter writer, int tag, ReadOnlySpan<byte> json, SchemaType element)
    {
        const int KeyTag = 1, ValueTag = 2;
        var (start, previous, isSorted) = (writer.Length, -1, true);
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var entryStart = writer.Length;
            var entry = writer.Begin(tag);
            ScalarEncoder.WriteString(writer, KeyTag, ref reader);
            reader.Read();
            var value = json[(int)reader.TokenStartIndex..];
            if (element.Shape == SchemaShape.List)
            {
                WriteWrapped(writer, ValueTag, value, element.Element!);
            }
            else
            {
                WriteValue(writer, ValueTag, value, element);
            }

            reader.Skip();
            writer.End(entry);
            isSorted &= previous < 0 || KeyOf(writer.Written[previous..entryStart]).SequenceCompareTo(KeyOf(writer.Written[entryStart..])) < 0;
            previous = entryStart;
        }

        if (!isSorted)
        {
            Sort(writer, start);
        }
    }

    private static void Sort(WireWriter writer, int start)
    {
        var written = writer.Written[start..].ToArray();
        var entries = new List<Range>();
        var end = 0;
        for (var reader = new WireReader(written); reader.Read();)
        {
            entries.Add(end..(written.Length - reader.Rest));
            end = written.Length - reader.Rest;
        }

        entries.Sort((left, right) => KeyOf(written.AsSpan(left)).SequenceCompareTo(KeyOf(written.AsSpan(right))));
        writer.Truncate(start);
        foreach (var entry in entries)
        {
            writer.WriteRaw(written.AsSpan(entry));
        }
    }

    private static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> entry)
    {
        var outer = new WireReader(entry);
        outer.Read();
        var inner = new WireReader(outer.Content);
        inner.Read();
        return inner.Content;
    }

    private static void WriteValue(WireWriter writer, int tag, ReadOnlySpan<byte> json, SchemaType type)
    {
        if (type.Shape == SchemaShape.Object)
        {
            var message = writer.Begin(tag);
            Write(writer, json, type);
            writer.End(message);
            return;
        }

        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            WriteZero(writer, tag, type);
        }
        else
        {
            ScalarEncoder.Write(writer, tag, ref reader, json, type);
        }
    }

    private static void WriteZero(WireWriter writer, int tag, SchemaType type)
    {
        if (type.Shape == SchemaShape.Object)
        {
            var message = writer.Begin(tag);
            Write(writer, "{}"u8, type);
            writer.End(message);
        }
        else
        {
            ScalarEncoder.WriteZero(writer, tag, type);
        }
    }
}
