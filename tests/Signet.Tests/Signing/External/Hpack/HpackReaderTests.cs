using System.Text;
using CsCheck;
using Signet.Signing.External.Hpack;
using Signet.Signing.External.Http2;

namespace Signet.Tests.Signing.External.Hpack;

public sealed class HpackReaderTests
{
    /// <summary>Blocks with their fields; the first ones are those of RFC 7541, appendix C.2.</summary>
    public static TheoryData<string, string[]> Blocks { get; } = new()
    {
        { "400a637573746f6d2d6b65790d637573746f6d2d686561646572", ["custom-key=custom-header"] },
        { "040c2f73616d706c652f70617468", [":path=/sample/path"] },
        { "100870617373776f726406736563726574", ["password=secret"] },
        { "82", [":method=GET"] },
        { "828684418cf1e3c2e5f23a6ba0ab90f4ff", [":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com"] },
        { "bd", ["www-authenticate="] },
        { "2088", [":status=200"] }, // the size of the table becomes 0, which a server tells before its first field
        { "202088", [":status=200"] },
        { "7c00", ["via="] },
        { "0f2b03676f31", ["user-agent=go1"] },
        { "", [] },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void TryRead_Block_Fields(string block, string[] fields) => Assert.Equal(fields, Read(Convert.FromHexString(block)));

    [Theory]
    [InlineData("80")] // index 0
    [InlineData("be")] // the first field of the dynamic table
    [InlineData("ff00")] // index 127
    [InlineData("7e00")] // a name of the dynamic table
    [InlineData("ffffffffffff7f")] // an integer that does not end
    [InlineData("ffffffff7f")] // an integer that is too large
    [InlineData("ff")]
    [InlineData("3fe11f")] // a table of 4096 bytes
    [InlineData("21")]
    [InlineData("8820")] // behind a field
    [InlineData("00")]
    [InlineData("0003")]
    [InlineData("00036162")]
    [InlineData("000161")]
    [InlineData("0001617f")]
    [InlineData("00016181ff")] // eight bits of padding
    public void TryRead_InvalidBlock_CompressionError(string block) =>
        Assert.Equal(Http2Error.CompressionError, Assert.Throws<Http2Exception>(() => Read(Convert.FromHexString(block))).Error);

    [Fact]
    public void TryRead_AnyBytes_ReadOrRefused() => Gen.Byte.Array[0, 200].Sample(block =>
    {
        try
        {
            return Read(block).Count <= block.Length;
        }
        catch (Http2Exception)
        {
            return true;
        }
    });

    [Fact]
    public void TryRead_AnyLiteralFields_AreTheInverseOfTheEncoder() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 200], Gen.String[Gen.Char[' ', '~'], 0, 400], Gen.Bool).List[0, 20].Sample(fields =>
        {
            var block = fields.SelectMany(field => HpackLiteral.Encode(field.Item1, field.Item2, field.Item3)).ToArray();
            Assert.Equal(fields.Select(field => $"{field.Item1}={field.Item2}"), Read(block));
        });

    private static List<string> Read(byte[] block)
    {
        var fields = new List<string>();
        var reader = new HpackReader(block, new byte[HpackReader.ScratchBytes(block.Length)]);
        while (reader.TryRead(out var name, out var value))
        {
            fields.Add($"{Encoding.Latin1.GetString(name)}={Encoding.Latin1.GetString(value)}");
        }

        return fields;
    }
}
