using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;

namespace Signet.Tests.Hosting.Settings;

/// <summary>The limits of connections.</summary>
public sealed class ConnectionSettingsTests
{
    /// <summary>Each setting changes one property, and its default is what the help says.</summary>
    [Fact]
    public void Settings_EachOne_ChangesItsProperty()
    {
        var standard = new ServerOptions().Connections;
        var changed = new HashSet<ConnectionOptions>();
        foreach (var setting in ConnectionSettingsTable.All)
        {
            var same = setting.Apply(new ServerOptions(), [setting.Default.Split(':')[0]]).Options!.Connections;
            var other = setting.Apply(new ServerOptions(), [setting.ValueName == "DURATION" ? "7s" : "7"]).Options!.Connections;

            Assert.Equal(standard, same);
            Assert.NotEqual(standard, other);
            Assert.True(changed.Add(other), setting.Name);
        }

        Assert.Equal(typeof(ConnectionOptions).GetProperties().Count(property => property.CanWrite), changed.Count);
    }

    [Theory]
    [InlineData("max-connections", "-1")]
    [InlineData("max-connections", "1000001")]
    [InlineData("max-connections", "many")]
    [InlineData("max-tls-handshakes", "0")]
    [InlineData("http2-max-streams-per-connection", "0")]
    [InlineData("tls-handshake-timeout", "0")]
    [InlineData("tls-handshake-timeout", "500ms")]
    [InlineData("idle-connection-timeout", "2h")]
    [InlineData("request-head-timeout", "30")]
    public void Apply_OutsideOfTheLimits_IsRefused(string name, string value)
    {
        var result = SettingsTable.Find(name)!.Apply(new ServerOptions(), [value]);

        Assert.Null(result.Options);
        Assert.Matches("^a (number from [01] to 1000000|duration such as 30s or 1m, from 1s to 1h)$", result.Fault);
    }
}
