namespace Signet.Signing.External.Hpack;

/// <summary>Decodes the Huffman code of header fields (RFC 7541, section 5.2 and appendix B). The code is canonical: the lengths determine it.</summary>
internal static class HpackHuffman
{
    private const int Symbols = 257;
    private const int EndOfString = 256;
    private const int MinBits = 5;
    private const int MaxBits = 30;

    private static readonly uint[] First = new uint[MaxBits + 1];
    private static readonly uint[] Count = new uint[MaxBits + 1];
    private static readonly int[] Offset = new int[MaxBits + 1];
    private static readonly short[] Sorted = new short[Symbols];

    static HpackHuffman()
    {
        var (code, at) = (0u, 0);
        for (var bits = MinBits; bits <= MaxBits; bits++)
        {
            (First[bits], Offset[bits]) = (code, at);
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                if (BitsOf(symbol) == bits)
                {
                    Sorted[at++] = (short)symbol;
                    code++;
                }
            }

            Count[bits] = code - First[bits];
            code <<= 1;
        }
    }

    /// <summary>The number of bits of the code of each byte.</summary>
    public static ReadOnlySpan<byte> BitsByByte =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    ];

    /// <summary>The max number of bytes that a text of a length stands for.</summary>
    public static int MaxDecodedLength(int length) => length * 8 / MinBits;

    /// <summary>Decodes a text into a buffer of at least <see cref="MaxDecodedLength"/> bytes; false when it is invalid.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> output, out int written)
    {
        written = 0;
        var (window, available) = (0ul, 0); // the next bits, from the highest one on
        while (true)
        {
            while (available <= 56 && !text.IsEmpty)
            {
                window |= (ulong)text[0] << (56 - available);
                available += 8;
                text = text[1..];
            }

            // Past the end the bits are ones: padding is the beginning of the code of the end of string.
            var next = (uint)((available < 64 ? window | (ulong.MaxValue >> available) : window) >> 32);
            var (symbol, bits) = Match(next);
            if (bits > available)
            {
                return symbol == EndOfString && available < 8;
            }

            if (symbol == EndOfString)
            {
                return false;
            }

            output[written++] = (byte)symbol;
            window <<= bits;
            available -= bits;
        }
    }

    private static (int Symbol, int Bits) Match(uint next)
    {
        var bits = MinBits;
        while (true)
        {
            var index = (next >> (32 - bits)) - First[bits];
            if (index < Count[bits])
            {
                return (Sorted[Offset[bits] + (int)index], bits);
            }

            bits++; // the code is complete: the longest one matches
        }
    }

    private static int BitsOf(int symbol) => symbol == EndOfString ? MaxBits : BitsByByte[symbol];
}
