using Signet.Core.Resources.Tables;

namespace Signet.Tests.Resources.Tables;

public sealed class HumanDurationTests
{
    [Theory]
    [InlineData(-2, "<invalid>")]
    [InlineData(-1, "0s")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(185, "3m5s")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData((3 * 3600) - 1, "179m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((3 * 3600) + 60, "3h1m")]
    [InlineData(8 * 3600, "8h")]
    [InlineData((48 * 3600) - 1, "47h")]
    [InlineData(48 * 3600, "2d")]
    [InlineData(49 * 3600, "2d1h")]
    [InlineData(8 * 24 * 3600, "8d")]
    [InlineData(729L * 24 * 3600, "729d")]
    [InlineData(730L * 24 * 3600, "2y")]
    [InlineData(731L * 24 * 3600, "2y1d")]
    [InlineData(8L * 365 * 24 * 3600, "8y")]
    public void Format_EachRange_IsAsKubectlShowsIt(long seconds, string expected) =>
        Assert.Equal(expected, HumanDuration.Format(TimeSpan.FromSeconds(seconds)));
}
