using CsCheck;
using Signet.Signing.External.Hpack;

namespace Signet.Tests.Signing.External.Hpack;

public sealed class HpackHuffmanTests
{
    /// <summary>The texts of RFC 7541, appendix C.4 and C.6, and codes of each length.</summary>
    [Theory]
    [InlineData("f1e3c2e5f23a6ba0ab90f4ff", "www.example.com")]
    [InlineData("a8eb10649cbf", "no-cache")]
    [InlineData("25a849e95ba97d7f", "custom-key")]
    [InlineData("25a849e95bb8e8b4bf", "custom-value")]
    [InlineData("6402", "302")]
    [InlineData("aec3771a4b", "private")]
    [InlineData("d07abe941054d444a8200595040b8166e082a62d1bff", "Mon, 21 Oct 2013 20:13:21 GMT")]
    [InlineData("9d29ad171863c78f0b97c8e9ae82ae43d3", "https://www.example.com")]
    [InlineData("", "")]
    public void TryDecode_TextOfTheRfc_Decoded(string encoded, string text) => Assert.Equal(text, Decode(Convert.FromHexString(encoded)));

    [Theory]
    [InlineData("1f", "a padded with a whole code")] // 00011|111
    [InlineData("18", null)] // a, padded with zeros
    [InlineData("ff", null)] // padding of eight bits
    [InlineData("1fff", null)] // a, padded with eleven bits
    [InlineData("fffffffc", null)] // the end of string
    [InlineData("ffffffff", null)]
    public void TryDecode_Padding_IsLessThanAByteOfOnes(string encoded, string? isValid) =>
        Assert.Equal(isValid is not null, Decode(Convert.FromHexString(encoded)) is not null);

    [Fact]
    public void TryDecode_AnyText_IsTheInverseOfTheEncoder() =>
        Gen.Byte.Array[0, 300].Sample(text => Assert.Equal(text, DecodeBytes(HuffmanText.Encode(text))));

    [Fact]
    public void TryDecode_AnyBytes_NeverWritesMoreThanTheLimit() => Gen.Byte.Array[0, 100].Sample(bytes => _ = DecodeBytes(bytes));

    private static string? Decode(byte[] encoded) => DecodeBytes(encoded) is { } text ? System.Text.Encoding.Latin1.GetString(text) : null;

    private static byte[]? DecodeBytes(byte[] encoded)
    {
        var output = new byte[HpackHuffman.MaxDecodedLength(encoded.Length)];
        return HpackHuffman.TryDecode(encoded, output, out var written) ? output[..written] : null;
    }
}
