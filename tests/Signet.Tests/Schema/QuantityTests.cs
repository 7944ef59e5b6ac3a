using Signet.Core.Schema;

namespace Signet.Tests.Schema;

/// <summary>Quantities in Kubernetes' canonical form.</summary>
public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0Ki", "0")]
    [InlineData("0.5", "500m")]
    [InlineData(".5", "500m")]
    [InlineData("5.", "5")]
    [InlineData("+1500m", "1500m")]
    [InlineData("2000m", "2")]
    [InlineData("1000", "1k")]
    [InlineData("1234", "1234")]
    [InlineData("00100k", "100k")]
    [InlineData("1000000", "1M")]
    [InlineData("1E", "1E")]
    [InlineData("1e3", "1e3")]
    [InlineData("1.5E+4", "15e3")]
    [InlineData("12e-4", "1200e-6")]
    [InlineData("1e0", "1")]
    [InlineData("128Mi", "128Mi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Ki", "1Mi")]
    [InlineData("1000Ki", "1000Ki")]
    [InlineData("-2048Mi", "-2Gi")]
    [InlineData("1.5Ki", "1536")]
    [InlineData("0.5Ki", "512")]
    [InlineData("0.1Ki", "102400m")]
    [InlineData("0.1Mi", "104857600m")]
    [InlineData("1n", "1n")]
    [InlineData("0.1n", "1n")]
    [InlineData("-0.1n", "-1n")]
    [InlineData("1.0000000001", "1000000001n")]
    [InlineData("9Ei", "9223372036854775807")]
    [InlineData("-100E", "-9223372036854775807")]
    [InlineData("1e999999999999", "9223372036854775807")]
    [InlineData("1e-999999999999", "1e-9")]
    [InlineData("0e999999999999", "0")]
    public void Canonical_Quantity_IsTheCanonicalForm(string text, string canonical)
    {
        Assert.Equal(canonical, Quantity.Canonical(text));
        Assert.Equal(canonical, Quantity.Canonical(canonical));
        Assert.Equal(Quantity.BillionthsOf(canonical), Quantity.BillionthsOf(text));
    }

    [Theory]
    [InlineData("2", 2_000_000_000, true)]
    [InlineData("-1.5", -1_500_000_000, false)]
    [InlineData("+500m", 500_000_000, false)]
    [InlineData("2Ki", 2_048_000_000_000, true)]
    [InlineData("1e-9", 1, false)]
    [InlineData("-0.1n", -1, false)]
    [InlineData("0", 0, true)]
    public void BillionthsOf_Quantity_IsTheAmount(string text, long expected, bool isInteger)
    {
        var amount = Quantity.BillionthsOf(text)!.Value;

        Assert.Equal(expected, amount);
        Assert.Equal(isInteger, Quantity.IsInteger(amount));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1.2.3")]
    [InlineData("1 ")]
    [InlineData("--1")]
    [InlineData("1K")]
    [InlineData("1ki")]
    [InlineData("1mi")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e99999999999999999999")]
    [InlineData("1kk")]
    [InlineData("one")]
    public void Canonical_NotAQuantity_IsNull(string text) => Assert.Null((object?)Quantity.Canonical(text) ?? Quantity.BillionthsOf(text));

    [Fact]
    public void Canonical_MillionsOfDigits_TakesNoTime()
    {
        Assert.Equal("9223372036854775807", Quantity.Canonical(new string('9', 3_000_000)));
        Assert.Equal("1n", Quantity.Canonical("." + new string('0', 3_000_000) + "1"));
    }
}
