using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;

namespace Signet.Tests.Hosting.Settings;

/// <summary>The values of <c>--request-timeout</c>.</summary>
public sealed class RequestSettingsTests
{
    [Theory]
    [InlineData("1s", 1)]
    [InlineData("1m30s", 90)]
    [InlineData("1h", 3600)]
    [InlineData("0", null)]
    [InlineData("999ms", null)]
    [InlineData("1h1s", null)]
    [InlineData("-5s", null)]
    [InlineData("60", null)]
    public void Apply_RequestTimeout_FromASecondToAnHour(string value, int? seconds)
    {
        var (options, fault) = SettingsTable.Find("request-timeout")!.Apply(new ServerOptions(), [value]);

        Assert.Equal(seconds, (int?)options?.Requests.TimeLimit.TotalSeconds);
        Assert.Equal(seconds is null, fault.Length > 0);
    }

    [Fact]
    public void Default_IsThatOfKubernetes() => Assert.Equal(TimeSpan.FromMinutes(1), new ServerOptions().Requests.TimeLimit);
}
