using System.Text;

namespace Signet.Tests.Signing.External.Hpack;

/// <summary>Encodes fields as literals with a new name, as a server may.</summary>
internal static class HpackLiteral
{
    /// <summary>Encodes a field.</summary>
    public static byte[] Encode(string name, string value, bool isHuffman = false) => [0x00, .. Text(name, isHuffman), .. Text(value, isHuffman)];

    private static byte[] Text(string text, bool isHuffman)
    {
        byte[] encoded = isHuffman ? HuffmanText.Encode(Encoding.ASCII.GetBytes(text)) : Encoding.ASCII.GetBytes(text);
        var length = new List<byte>();
        var rest = encoded.Length;
        if (rest >= 0x7f)
        {
            length.Add(0x7f);
            for (rest -= 0x7f; rest >= 0x80; rest >>= 7)
            {
                length.Add((byte)(rest | 0x80));
            }
        }

        length.Add((byte)rest);
        length[0] |= (byte)(isHuffman ? 0x80 : 0);
        return [.. length, .. encoded];
    }
}
