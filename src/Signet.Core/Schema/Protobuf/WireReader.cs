using System.Buffers.Binary;

namespace Signet.Core.Schema.Protobuf;

/// <summary>Reads protobuf's wire format (protobuf.dev, "Encoding") field by field.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public readonly int Rest => _rest.Length;

    /// <summary>The tag of the current field.</summary>
    public int Tag { get; private set; }

    /// <summary>The bits of a numeric field.</summary>
    public ulong Number { get; private set; }

    /// <summary>The content of a string, bytes or a message.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Whether the current field is a string, bytes or a message; otherwise it is numeric.</summary>
    public bool HasContent { get; private set; }

    /// <summary>Advances to the next field; false at the end.</summary>
    /// <exception cref="ProtobufFormatException">The message is truncated or malformed.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var key = ReadVarint();
        Tag = (int)(key >> 3);
        HasContent = (key & 7) == 2;
        switch (key & 7)
        {
            case 0:
                Number = ReadVarint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Content = Take(ReadVarint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new ProtobufFormatException($"wire type {key & 7} is not supported");
        }

        return Tag > 0 ? true : throw new ProtobufFormatException("a field has no number");
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new ProtobufFormatException("a number is too long");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new ProtobufFormatException("the message is cut off");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
