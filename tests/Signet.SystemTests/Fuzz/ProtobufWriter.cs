using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.SystemTests.Fuzz;

/// <summary>Writes random messages in Kubernetes' protobuf format, with the tags of the schema.</summary>
internal sealed class ProtobufWriter(Random random)
{
    private const int Deepest = 4;

    /// <summary>Writes a document.</summary>
    public byte[] Create(SchemaType type, GroupVersionKind kind)
    {
        var meta = new List<byte>();
        Content(meta, 1, Encoding.UTF8.GetBytes(kind.ApiVersion));
        Content(meta, 2, Encoding.UTF8.GetBytes(kind.Kind));
        var envelope = new List<byte>("k8s\0"u8.ToArray());
        Content(envelope, 1, meta);
        Content(envelope, 2, Message(type, 0));
        return [.. envelope];
    }

    private List<byte> Message(SchemaType type, int depth)
    {
        var message = new List<byte>();
        foreach (var field in type.Fields)
        {
            if (field.ProtobufTag > 0 && depth < Deepest && random.Next(2 + depth) == 0)
            {
                Value(message, field.ProtobufTag, field.Type, depth);
            }
        }

        return message;
    }

    private void Value(List<byte> into, int tag, SchemaType type, int depth)
    {
        switch (type.Shape)
        {
            case SchemaShape.Integer or SchemaShape.Boolean:
                Varint(into, ((ulong)tag << 3) | 0);
                Varint(into, (ulong)random.NextInt64());
                break;
            case SchemaShape.Object:
                Content(into, tag, Message(type, depth + 1));
                break;
            case SchemaShape.List:
                Value(into, tag, type.Element!, depth + 1);
                break;
            case SchemaShape.Map:
                var entry = new List<byte>();
                Content(entry, 1, "key"u8.ToArray());
                Value(entry, 2, type.Element!, depth + 1);
                Content(into, tag, entry);
                break;
            case SchemaShape.Time or SchemaShape.MicroTime:
                var time = new List<byte>();
                Varint(time, 1 << 3);
                Varint(time, (ulong)random.Next());
                Content(into, tag, time);
                break;
            case SchemaShape.Any or SchemaShape.Quantity:
                var inner = new List<byte>();
                Content(inner, 1, type.Shape == SchemaShape.Any ? "{\"f:a\":{}}"u8.ToArray() : "10Mi"u8.ToArray());
                Content(into, tag, inner);
                break;
            default:
                Content(into, tag, "text"u8.ToArray());
                break;
        }
    }

    private static void Content(List<byte> into, int tag, IReadOnlyCollection<byte> content)
    {
        Varint(into, ((ulong)tag << 3) | 2);
        Varint(into, (ulong)content.Count);
        into.AddRange(content);
    }

    private static void Varint(List<byte> into, ulong value)
    {
        while (value >= 0x80)
        {
            into.Add((byte)(value | 0x80));
            value >>= 7;
        }

        into.Add((byte)value);
    }
}
