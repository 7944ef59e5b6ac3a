using Signet.Signing.External.Http2;

namespace Signet.Signing.External.Hpack;

/// <summary>
/// Reads the fields of a header block (RFC 7541). The size of the dynamic table is 0 (SETTINGS_HEADER_TABLE_SIZE), so a block has the same meaning
/// whatever preceded it, and a decoder has no state that a peer could fill.
/// </summary>
/// <param name="block">The block.</param>
/// <param name="scratch">The memory of decoded texts: <see cref="ScratchBytes"/> of the length of the block.</param>
internal ref struct HpackReader(ReadOnlySpan<byte> block, Span<byte> scratch)
{
    /// <summary>The max value of a length or an index: no block is as long.</summary>
    private const int MaxInteger = 1 << 24;

    private readonly Span<byte> _scratch = scratch;
    private ReadOnlySpan<byte> _rest = block;
    private int _used;
    private bool _hasField;

    /// <summary>The size of the scratch memory for a block of a length.</summary>
    public static int ScratchBytes(int length) => HpackHuffman.MaxDecodedLength(length) + 1;

    /// <summary>Reads the next field; false at the end. Name and value are valid until the next call.</summary>
    /// <exception cref="Http2Exception">The block is invalid.</exception>
    public bool TryRead(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        while (!_rest.IsEmpty)
        {
            var first = _rest[0];
            if ((first & 0xe0) == 0x20)
            {
                ReadSizeUpdate();
                continue;
            }

            _hasField = true;
            if ((first & 0x80) != 0)
            {
                var field = Field(ReadInteger(7));
                name = field.Name;
                value = field.Value;
                return true;
            }

            // With incremental indexing (01), without (0000), never indexed (0001): all the same without a dynamic table.
            var index = ReadInteger((first & 0x40) != 0 ? 6 : 4);
            _used = 0;
            name = index == 0 ? ReadText() : Field(index).Name;
            value = ReadText();
            return true;
        }

        name = value = default;
        return false;
    }

    private static (byte[] Name, byte[] Value) Field(int index) =>
        index > 0 && index <= HpackStaticTable.Length ? HpackStaticTable.Get(index) : throw Invalid($"there is no field {index}");

    private static Http2Exception Invalid(string fault) => new(Http2Error.CompressionError, $"a header block is invalid: {fault}");

    private void ReadSizeUpdate()
    {
        if (_hasField || ReadInteger(5) != 0)
        {
            throw Invalid("it changes the size of the dynamic table, which is 0");
        }
    }

    private ReadOnlySpan<byte> ReadText()
    {
        if (_rest.IsEmpty)
        {
            throw Invalid("it ends within a field");
        }

        var isEncoded = (_rest[0] & 0x80) != 0;
        var length = ReadInteger(7);
        if (length > _rest.Length)
        {
            throw Invalid("it ends within a field");
        }

        var text = _rest[..length];
        _rest = _rest[length..];
        if (!isEncoded)
        {
            return text;
        }

        var free = _scratch[_used..];
        if (!HpackHuffman.TryDecode(text, free, out var written))
        {
            throw Invalid("a text is not in the Huffman code");
        }

        _used += written;
        return free[..written];
    }

    /// <summary>Reads an integer whose first byte has a prefix (RFC 7541, section 5.1).</summary>
    private int ReadInteger(int prefixBits)
    {
        var max = (1 << prefixBits) - 1;
        var value = _rest[0] & max;
        _rest = _rest[1..];
        if (value < max)
        {
            return value;
        }

        for (var shift = 0; !_rest.IsEmpty && shift <= 21; shift += 7)
        {
            var next = _rest[0];
            _rest = _rest[1..];
            value += (next & 0x7f) << shift;
            if ((next & 0x80) == 0)
            {
                return value <= MaxInteger ? value : throw Invalid("an integer is too large");
            }
        }

        throw Invalid("an integer does not end");
    }
}
