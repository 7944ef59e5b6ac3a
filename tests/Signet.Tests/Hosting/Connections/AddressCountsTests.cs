using System.Net;
using Signet.Server.Hosting.Connections;

namespace Signet.Tests.Hosting.Connections;

/// <summary>The connections of each address.</summary>
public sealed class AddressCountsTests
{
    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("::1", "0.0.0.0", false)]
    public void KeyOf_Addresses_AreThoseOfOneClient(string one, string other, bool isSame) =>
        Assert.Equal(isSame, AddressCounts.KeyOf(IPAddress.Parse(one)) == AddressCounts.KeyOf(IPAddress.Parse(other)));

    [Fact]
    public void TryAdd_Maximum_IsOfEachAddressAndMemoryIsFreed()
    {
        var counts = new AddressCounts(2);
        var (one, other) = (AddressCounts.KeyOf(IPAddress.Parse("192.0.2.1")), AddressCounts.KeyOf(IPAddress.Parse("192.0.2.2")));

        Assert.True(counts.TryAdd(one) && counts.TryAdd(one));
        Assert.False(counts.TryAdd(one));
        Assert.True(counts.TryAdd(other));
        counts.Remove(one);
        Assert.True(counts.TryAdd(one));
        foreach (var key in (UInt128[])[one, one, other])
        {
            counts.Remove(key);
        }

        Assert.Equal(0, counts.Count);
    }
}
