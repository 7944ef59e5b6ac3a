using Signet.Signing.External.Hpack;

namespace Signet.Tests.Signing.External.Hpack;

/// <summary>An encoder for the Huffman code of HPACK, bit by bit. It shares nothing with the decoder but the lengths of the codes.</summary>
internal static class HuffmanText
{
    private static readonly string[] Codes = MakeCodes();

    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var bits = string.Concat(text.ToArray().Select(octet => Codes[octet]));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        return [.. bits.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2))];
    }

    /// <summary>A canonical code: codes of the same length are consecutive numbers, and a longer one follows the last shorter one.</summary>
    private static string[] MakeCodes()
    {
        var (codes, next, last) = (new string[256], 0L, 0);
        foreach (var symbol in Enumerable.Range(0, 256).OrderBy(symbol => HpackHuffman.BitsByByte[symbol]).ThenBy(symbol => symbol))
        {
            int bits = HpackHuffman.BitsByByte[symbol];
            next <<= bits - last;
            last = bits;
            codes[symbol] = Convert.ToString(next++, 2).PadLeft(bits, '0');
        }

        return codes;
    }
}
