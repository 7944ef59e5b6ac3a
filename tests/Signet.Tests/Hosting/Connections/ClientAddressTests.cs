using System.Net;
using Signet.Server.Hosting.Connections;

namespace Signet.Tests.Hosting.Connections;

/// <summary>Which addresses are those of one client.</summary>
public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("::1", "0.0.0.0", false)]
    public void KeyOf_Addresses_AreThoseOfOneClient(string one, string other, bool isSame) =>
        Assert.Equal(isSame, ClientAddress.KeyOf(IPAddress.Parse(one)) == ClientAddress.KeyOf(IPAddress.Parse(other)));
}
