using System.Buffers;
using System.Buffers.Text;

namespace Signet.Core.Primitives;

/// <summary>
/// base64url without padding (RFC 7515, section 2). Decoding is strict: whitespace, padding and nonzero trailing bits are refused, so that
/// each value has exactly one encoding and a token cannot be written in two ways.
/// </summary>
internal static class Base64UrlText
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    public static int EncodedLength(int bytes) => Base64Url.GetEncodedLength(bytes);

    public static int MaxDecodedLength(int length) => Base64Url.GetMaxDecodedLength(length);

    /// <summary>Encodes as ASCII bytes; returns their number.</summary>
    public static int Encode(ReadOnlySpan<byte> value, Span<byte> text) => Base64Url.EncodeToUtf8(value, text);

    public static string Encode(ReadOnlySpan<byte> value) => Base64Url.EncodeToString(value);

    /// <summary>Decodes into a buffer of at least <see cref="MaxDecodedLength"/> bytes; false for anything but the one encoding of a value.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> value, out int length)
    {
        length = 0;
        return !text.ContainsAnyExcept(Alphabet) && HasNoTrailingBits(text) && Base64Url.TryDecodeFromUtf8(text, value, out length);
    }

    private static bool HasNoTrailingBits(ReadOnlySpan<byte> text) => (text.Length % 4) switch
    {
        0 => true,
        2 => (ValueOf(text[^1]) & 0b1111) == 0,
        3 => (ValueOf(text[^1]) & 0b11) == 0,
        _ => false,
    };

    private static int ValueOf(byte character) => character switch
    {
        >= (byte)'A' and <= (byte)'Z' => character - 'A',
        >= (byte)'a' and <= (byte)'z' => character - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => character - '0' + 52,
        (byte)'-' => 62,
        _ => 63,
    };
}
