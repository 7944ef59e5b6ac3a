using System.Diagnostics;
using Signet.Server.Http.Cors;

namespace Signet.Tests.Http.Cors;

public sealed class OriginPatternTests
{
    [Theory]
    [InlineData("//example\\.com(:|$)")]
    [InlineData("^https://example\\.com(:|$)")]
    [InlineData("^https://[a-z]+\\.example\\.com$")]
    public void TryCompile_BothEndsFixed_IsAllowed(string pattern) => Assert.NotNull(OriginPattern.TryCompile(pattern));

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData(".*")]
    [InlineData("//example.com")]
    [InlineData("example.com$")]
    [InlineData("^https://(example.com$")]
    [InlineData("^(?=https)https://a$")]
    [InlineData("^(a)\\1$")]
    public void TryCompile_HostNotAnchored_IsRefused(string pattern) => Assert.Null(OriginPattern.TryCompile(pattern));

    [Fact]
    public void TryCompile_NestedRepetition_MatchesInTimeProportionalToTheText()
    {
        var pattern = OriginPattern.TryCompile("^https://(a+)+$")!;
        var started = Stopwatch.GetTimestamp();

        Assert.DoesNotMatch(pattern, "https://" + new string('a', 1000) + "!");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
    }
}
