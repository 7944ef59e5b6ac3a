using System.Buffers;
using System.Buffers.Binary;

namespace Signet.Core.Schema.Protobuf;

/// <summary>Writes protobuf's wire format (protobuf.dev, "Encoding") into a pooled buffer that grows; <see cref="Dispose"/> returns it.</summary>
internal sealed class WireWriter : IDisposable
{
    private const int NumberType = 0, DoubleType = 1, ContentType = 2;
    private byte[] _buffer;
    private int _length;

    /// <param name="sizeHint">The approximate number of bytes.</param>
    public WireWriter(int sizeHint) => _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(256, sizeHint));

    /// <summary>The bytes written so far.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public int Length => _length;

    /// <summary>Writes an integer or a boolean.</summary>
    public void WriteNumber(int tag, ulong value)
    {
        WriteVarint((ulong)tag << 3 | NumberType);
        WriteVarint(value);
    }

    /// <summary>Writes a floating-point number.</summary>
    public void WriteDouble(int tag, double value)
    {
        WriteVarint((ulong)tag << 3 | DoubleType);
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);
        Advance(sizeof(double));
    }

    /// <summary>Writes a string, bytes or a complete message.</summary>
    public void WriteContent(int tag, ReadOnlySpan<byte> content)
    {
        WriteVarint((ulong)tag << 3 | ContentType);
        WriteVarint((ulong)content.Length);
        WriteRaw(content);
    }

    /// <summary>Begins a string, bytes or a message of unknown length; returns the start for <see cref="End"/>.</summary>
    public int Begin(int tag)
    {
        WriteVarint((ulong)tag << 3 | ContentType);

        // Most lengths need one byte; End makes room for longer ones.
        Reserve(1);
        Advance(1);
        return _length;
    }

    /// <summary>Ends a field that <see cref="Begin"/> began: inserts its length.</summary>
    public void End(int start)
    {
        var content = _length - start;
        var extra = VarintSize((ulong)content) - 1;
        if (extra > 0)
        {
            Reserve(extra);
            _buffer.AsSpan(start, content).CopyTo(_buffer.AsSpan(start + extra));
        }

        _length = start - 1;
        WriteVarint((ulong)content);
        _length += content;
    }

    /// <summary>Returns at least <paramref name="size"/> bytes to write into; <see cref="Advance"/> commits them.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _length < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + size, 2 * _buffer.Length));
            Written.CopyTo(larger);
            Return();
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }

    /// <summary>Commits bytes that were written into the result of <see cref="Reserve"/>.</summary>
    public void Advance(int size) => _length += size;

    /// <summary>Appends bytes.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>Removes all bytes after <paramref name="length"/>.</summary>
    public void Truncate(int length) => _length = length;

    /// <inheritdoc/>
    public void Dispose()
    {
        Return();
        _buffer = [];
        _length = 0;
    }

    private void WriteVarint(ulong value)
    {
        var target = Reserve(10);
        var size = 0;
        while (value >= 0x80)
        {
            target[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[size++] = (byte)value;
        Advance(size);
    }

    private static int VarintSize(ulong value)
    {
        var size = 1;
        while (value >= 0x80)
        {
            value >>= 7;
            size++;
        }

        return size;
    }

    /// <summary>Clears the content, which may be secret, before the buffer returns to the pool.</summary>
    private void Return()
    {
        _buffer.AsSpan(0, Math.Min(_length, _buffer.Length)).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
