using System.Globalization;
using Google.Protobuf;

namespace Signet.Testing;

/// <summary>Reads the spans of an ExportTraceServiceRequest (opentelemetry-proto, <c>trace/v1/trace.proto</c>).</summary>
internal static class OtlpReader
{
    public static IReadOnlyList<OtlpSpan> Read(byte[] request)
    {
        var spans = new List<OtlpSpan>();
        foreach (var resourceSpans in Fields(request).Where(field => field.Number == 1))
        {
            var parts = Fields(resourceSpans.Bytes);
            var resource = parts.Where(part => part.Number == 1).SelectMany(part => Attributes(Fields(part.Bytes), 1)).ToDictionary();
            spans.AddRange(parts.Where(part => part.Number == 2).SelectMany(part => Fields(part.Bytes)).Where(part => part.Number == 2)
                .Select(span => ReadSpan(Fields(span.Bytes), resource.GetValueOrDefault("service.name", ""))));
        }

        return spans;
    }

    private static OtlpSpan ReadSpan(List<Field> fields, string service) => new()
    {
        Service = service,
        TraceId = Hex(fields, 1),
        SpanId = Hex(fields, 2),
        ParentId = Hex(fields, 4),
        Name = Text(fields, 5),
        Kind = (int)fields.FirstOrDefault(field => field.Number == 6).Value,
        Status = fields.Where(field => field.Number == 15).SelectMany(field => Fields(field.Bytes)).Where(field => field.Number == 3)
            .Select(field => (int)field.Value).FirstOrDefault(),
        Attributes = Attributes(fields, 9).ToDictionary(),
        Links = [.. fields.Where(field => field.Number == 13).Select(field => Hex(Fields(field.Bytes), 1))],
    };

    private static IEnumerable<KeyValuePair<string, string>> Attributes(IEnumerable<Field> fields, int number) => fields
        .Where(field => field.Number == number)
        .Select(field => Fields(field.Bytes))
        .Select(pair => KeyValuePair.Create(Text(pair, 1), Value(Fields(pair.First(part => part.Number == 2).Bytes))));

    private static string Value(List<Field> any) => any is [{ Number: 1 } text] ? ByteString.CopyFrom(text.Bytes).ToStringUtf8()
        : any is [var number] ? number.Value.ToString(CultureInfo.InvariantCulture)
        : "";

    private static string Text(IEnumerable<Field> fields, int number) =>
        ByteString.CopyFrom(fields.FirstOrDefault(field => field.Number == number).Bytes ?? []).ToStringUtf8();

    private static string Hex(IEnumerable<Field> fields, int number) =>
        Convert.ToHexStringLower(fields.FirstOrDefault(field => field.Number == number).Bytes ?? []);

    private static List<Field> Fields(byte[] message)
    {
        var fields = new List<Field>();
        var input = new CodedInputStream(message);
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => new Field(number, input.ReadInt64(), []),
                WireFormat.WireType.Fixed64 => new Field(number, (long)input.ReadFixed64(), []),
                WireFormat.WireType.Fixed32 => new Field(number, input.ReadFixed32(), []),
                _ => new Field(number, 0, input.ReadBytes().ToByteArray()),
            });
        }

        return fields;
    }

    private readonly record struct Field(int Number, long Value, byte[] Bytes);
}
