using Signet.Cli.Commands;

namespace Signet.Tests.Cli.Commands;

public sealed class HumanDurationTests
{
    [Theory]
    [InlineData("00:00:00", "0 s")]
    [InlineData("00:00:59", "59 s")]
    [InlineData("00:12:30", "12 min")]
    [InlineData("01:00:10", "1 h")]
    [InlineData("01:59:59", "1 h 59 min")]
    [InlineData("1.00:00:00", "1 d")]
    [InlineData("400.05:10:00", "400 d 5 h")]
    public void Format_Duration_HasAtMostTwoUnits(string duration, string text) =>
        Assert.Equal(text, HumanDuration.Format(TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture)));
}
