using System.Buffers.Binary;
using System.Text;

namespace Signet.Core.Schema.Protobuf;

/// <summary>
/// Encodes objects from canonical JSON to Kubernetes' protobuf format (apimachinery, <c>pkg/runtime/serializer/protobuf</c>): the magic
/// <c>k8s\0</c>, then an envelope (<c>runtime.Unknown</c>) with kind, apiVersion and the message, whose tags are in the schema. The bytes are equal
/// to those of Go's marshaller.
/// </summary>
internal static class ProtobufEncoder
{
    private const int MaxWatchTypeLength = 16;

    /// <summary>Encodes an object, a list or a Status.</summary>
    /// <param name="json">The document in canonical form.</param>
    /// <param name="schemas">The catalog that has its type.</param>
    public static byte[] Encode(ReadOnlySpan<byte> json, SchemaCatalog schemas)
    {
        using var writer = new WireWriter(json.Length);
        WriteEnvelope(writer, json, schemas);
        return writer.Written.ToArray();
    }

    /// <summary>Encodes an event of a watch: four bytes of length, then a <c>meta/v1</c> WatchEvent without an envelope, whose object has one.</summary>
    /// <param name="type">The type of the event, such as <c>ADDED</c>.</param>
    /// <param name="json">The object in canonical form.</param>
    /// <param name="schemas">The catalog that has its type.</param>
    public static byte[] EncodeEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> json, SchemaCatalog schemas)
    {
        const int TypeTag = 1, ObjectTag = 2, RawTag = 1, LengthSize = 4;
        using var writer = new WireWriter(json.Length + MaxWatchTypeLength);
        writer.WriteRaw(stackalloc byte[LengthSize]);
        writer.WriteContent(TypeTag, type);
        var @object = writer.Begin(ObjectTag);
        var raw = writer.Begin(RawTag);
        WriteEnvelope(writer, json, schemas);
        writer.End(raw);
        writer.End(@object);
        var frame = writer.Written.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - LengthSize);
        return frame;
    }

    private static void WriteEnvelope(WireWriter writer, ReadOnlySpan<byte> json, SchemaCatalog schemas)
    {
        const int TypeMetaTag = 1, RawTag = 2, ContentEncodingTag = 3, ContentTypeTag = 4, ApiVersionTag = 1, KindTag = 2;
        TypeMetaReader.ReadRaw(json, out var kind, out var apiVersion);
        var type = schemas.FindMessage(apiVersion, kind) ??
            throw new InvalidOperationException($"{apiVersion} {kind} has no form in protobuf");
        writer.WriteRaw("k8s\0"u8);
        var meta = writer.Begin(TypeMetaTag);
        writer.WriteContent(ApiVersionTag, Encoding.UTF8.GetBytes(apiVersion));
        writer.WriteContent(KindTag, Encoding.UTF8.GetBytes(kind));
        writer.End(meta);
        var raw = writer.Begin(RawTag);
        MessageEncoder.Write(writer, json, type);
        writer.End(raw);
        writer.WriteContent(ContentEncodingTag, []);
        writer.WriteContent(ContentTypeTag, []);
    }
}
