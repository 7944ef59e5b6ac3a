using System.Buffers;
using System.Buffers.Text;

namespace Signet.Core.Primitives;

/// <summary>
/// base64url without padding (RFC 7515, section 2), strictly: one text for each value and one value for each text. Blanks,
/// padding and stray bits at the end are refused, so that nobody can write the same token in two ways.
/// </summary>
internal static class Base64UrlText
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>How long the text of so many bytes is.</summary>
    public static int EncodedLength(int bytes) => Base64Url.GetEncodedLength(bytes);

    /// <summary>The most bytes that a text of so many letters holds.</summary>
    public static int MaxDecodedLength(int letters) => Base64Url.GetMaxDecodedLength(letters);

    /// <summary>Encodes; returns the number of letters.</summary>
    public static int Encode(ReadOnlySpan<byte> value, Span<byte> text) => Base64Url.EncodeToUtf8(value, text);

    /// <summary>Encodes to a string.</summary>
    public static string Encode(ReadOnlySpan<byte> value) => Base64Url.EncodeToString(value);

    /// <summary>Decodes into a buffer that is large enough; false for anything but the one right text of a value.</summary>
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

    private static int ValueOf(byte letter) => letter switch
    {
        >= (byte)'A' and <= (byte)'Z' => letter - 'A',
        >= (byte)'a' and <= (byte)'z' => letter - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => letter - '0' + 52,
        (byte)'-' => 62,
        _ => 63,
    };
}
