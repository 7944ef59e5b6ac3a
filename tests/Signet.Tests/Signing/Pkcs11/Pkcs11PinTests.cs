using System.Text;
using Signet.Signing.Pkcs11;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>PIN files.</summary>
public sealed class Pkcs11PinTests
{
    [Theory]
    [InlineData("1234")]
    [InlineData("1234\n")]
    [InlineData("1234\r\n")]
    public void Parse_LineBreakAtTheEnd_IsNotPartOfThePin(string content) =>
        Assert.Equal("1234"u8, Pkcs11Pin.Parse(Encoding.UTF8.GetBytes(content)).Bytes);

    [Fact]
    public void Parse_Blanks_ArePartOfThePin() => Assert.Equal(" 12 34 "u8, Pkcs11Pin.Parse(" 12 34 \n"u8).Bytes);

    [Theory]
    [InlineData("", "has no PIN")]
    [InlineData("\n", "has no PIN")]
    [InlineData("12\n34\n", "more than one line")]
    public void Parse_NoPin_IsRefusedWithoutTheContent(string content, string fault)
    {
        var refused = Assert.Throws<FormatException>(() => Pkcs11Pin.Parse(Encoding.UTF8.GetBytes(content)));

        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("34", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Pin_IsNotShown() => Assert.DoesNotContain("1234", $"{Pkcs11Pin.Parse("1234"u8)}", StringComparison.Ordinal);
}
