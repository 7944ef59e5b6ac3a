using Signet.Core.Primitives;

namespace Signet.Tests.Primitives;

public sealed class GoTextTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\ab", "\"a\\ab\"")]
    [InlineData("\u0001", "\"\\x01\"")]
    [InlineData("\u007f", "\"\\x7f\"")]
    [InlineData("\u0085", "\"\\u0085\"")]
    [InlineData("\u200b", "\"\\u200b\"")]
    [InlineData("grün 世界", "\"grün 世界\"")]
    [InlineData("\U000E0001", "\"\\U000e0001\"")]
    public void Quote_AnyText_IsGosForm(string value, string expected) => Assert.Equal(expected, GoText.Quote(value));

    [Fact]
    public void QuoteList_Several_AreSeparatedByBlanks() => Assert.Equal("[\"a\" \"b\"]", GoText.QuoteList(["a", "b"]));
}
