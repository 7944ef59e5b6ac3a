using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Systemd;

namespace Signet.Tests.Hosting.Systemd;

/// <summary>The variables of systemd, as libsystemd reads them.</summary>
public sealed class ServiceEnvironmentTests
{
    private const int Self = 4711;

    [Fact]
    public void Read_NoVariables_AsksForNothing()
    {
        var environment = Read([]);

        Assert.Null(environment.NotifySocket);
        Assert.Null(environment.WatchdogTimeout);
        Assert.Empty(environment.SocketNames);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("4711", true)]
    [InlineData("4712", false)]
    [InlineData("04711", false)]
    public void WatchdogTimeout_ForAProcess_IsOfThisOneOnly(string? process, bool isSet) => Assert.Equal(
        isSet ? TimeSpan.FromSeconds(30) : null,
        Read([("WATCHDOG_USEC", "30000000"), ("WATCHDOG_PID", process)]).WatchdogTimeout);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999")]
    [InlineData("x")]
    public void WatchdogTimeout_NoNumber_IsRefused(string value) =>
        Assert.Contains("WATCHDOG_USEC", Assert.Throws<StartupException>(() => Read([("WATCHDOG_USEC", value)])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("4711", "2", null, "unknown unknown")]
    [InlineData("4711", "2", "api:public", "api public")]
    [InlineData("4711", "0", null, "")]
    [InlineData("4712", "2", "api:public", "")]
    [InlineData(null, "2", "api:public", "")]
    public void SocketNames_ForAProcess_AreOfThisOneOnly(string? process, string count, string? names, string expected) => Assert.Equal(
        expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Read([("LISTEN_PID", process), ("LISTEN_FDS", count), ("LISTEN_FDNAMES", names)]).SocketNames);

    [Theory]
    [InlineData("x", null)]
    [InlineData("-1", null)]
    [InlineData("65", null)]
    [InlineData("2", "one")]
    public void SocketNames_Unusable_AreRefused(string count, string? names) =>
        Assert.Throws<StartupException>(() => Read([("LISTEN_PID", "4711"), ("LISTEN_FDS", count), ("LISTEN_FDNAMES", names)]));

    private static ServiceEnvironment Read((string Name, string? Value)[] variables) =>
        ServiceEnvironment.Read(name => variables.FirstOrDefault(one => one.Name == name).Value, Self);
}
