using System.Buffers;
using System.Buffers.Binary;

namespace Signet.Core.Schema.Protobuf;

/// <summary>Writes protobuf's wire format (protobuf.dev, "Encoding") into a rented buffer that grows; <see cref="Dispose"/> gives it back.</summary>
internal sealed class WireWriter : IDisposable
{
    private const int NumberType = 0, DoubleType = 1, ContentType = 2;
    private byte[] _buffer;
    private int _length;

    /// <summary>Rents a buffer.</summary>
    /// <param name="sizeHint">About how many bytes there will be.</param>
    public WireWriter(int sizeHint) => _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(256, sizeHint));

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>How much has been written.</summary>
    public int Length => _length;

    /// <summary>Writes a whole number or a flag.</summary>
    public void WriteNumber(int tag, ulong value)
    {
        WriteVarint((ulong)tag << 3 | NumberType);
        WriteVarint(value);
    }

    /// <summary>Writes a number with a fraction.</summary>
    public void WriteDouble(int tag, double value)
    {
        WriteVarint((ulong)tag << 3 | DoubleType);
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);
        Advance(sizeof(double));
    }

    /// <summary>Writes text, bytes or a message that is there as a whole.</summary>
    public void WriteContent(int tag, ReadOnlySpan<byte> content)
    {
        WriteVarint((ulong)tag << 3 | ContentType);
        WriteVarint((ulong)content.Length);
        WriteRaw(content);
    }

    /// <summary>Begins text, bytes or a message whose length is not known yet; returns the place for <see cref="End"/>.</summary>
    public int Begin(int tag)
    {
        WriteVarint((ulong)tag << 3 | ContentType);

        // One byte is enough for most lengths; End makes room for more.
        Reserve(1);
        Advance(1);
        return _length;
    }

    /// <summary>Ends what <see cref="Begin"/> began: its length goes in front of it.</summary>
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

    /// <summary>Bytes to write into; <see cref="Advance"/> says how many were.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _length < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + size, 2 * _buffer.Length));
            Written.CopyTo(larger);
            GiveBack();
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }

    /// <summary>Counts what was written into <see cref="Reserve"/>.</summary>
    public void Advance(int size) => _length += size;

    /// <summary>Copies bytes as they are.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>Takes back what was written behind a place.</summary>
    public void Truncate(int length) => _length = length;

    /// <inheritdoc/>
    public void Dispose()
    {
        GiveBack();
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

    /// <summary>What was written may be secret; the next one to rent the buffer shall not find it.</summary>
    private void GiveBack()
    {
        _buffer.AsSpan(0, Math.Min(_length, _buffer.Length)).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
