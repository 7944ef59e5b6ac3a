using Signet.Core.Primitives;

namespace Signet.Tests.Primitives;

/// <summary>Durations in Go's format at the ends of their range.</summary>
public sealed class GoDurationTests
{
    /// <summary>Go's maximum is 2^63-1 ns; a duration has 100 ns here.</summary>
    [Theory]
    [InlineData("9223372036854775807ns")]
    [InlineData("9223372036.854775807s")]
    [InlineData("2562047h47m16.854775807s")]
    public void TryParse_TheMaximum_IsParsed(string text)
    {
        Assert.True(GoDuration.TryParse(text, out var value, out var error), error);
        Assert.Equal(92_233_720_368_547_758, value.Ticks);
    }

    [Theory]
    [InlineData("9223372036854775808ns")]
    [InlineData("9223372037s")]
    [InlineData("2562048h")]
    [InlineData("9223372036854775807h")]
    [InlineData("-9223372036854775807h")]
    [InlineData("1h9223372036854775807h")]
    [InlineData("99999999999999999999999999999999999999999h")]
    public void TryParse_MoreThanTheMaximum_IsInvalid(string text)
    {
        Assert.False(GoDuration.TryParse(text, out _, out var error));
        Assert.Equal($"time: invalid duration \"{text}\"", error);
    }
}
