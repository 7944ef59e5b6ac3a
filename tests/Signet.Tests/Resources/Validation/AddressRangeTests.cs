using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CsCheck;
using Signet.Core.Resources.Validation;

namespace Signet.Tests.Resources.Validation;

/// <summary>Address ranges: valid ones, deviations from the strict format, and canonical forms.</summary>
public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0/24")]
    [InlineData("10.0.0.0.0/24")]
    [InlineData("10.0.0.256/24")]
    [InlineData("10.0..0/24")]
    [InlineData("0x0a.0.0.0/24")]
    [InlineData("167772160/24")]
    [InlineData(" 10.0.0.0/24")]
    [InlineData("2001:db8::/129")]
    [InlineData("[2001:db8::]/64")]
    [InlineData("fe80::%eth0/64")]
    [InlineData("2001::db8::/64")]
    public void TryParse_Malformed_IsNull(string text) => Assert.Null(AddressRange.TryParse(text));

    [Theory]
    [InlineData("0.0.0.0/0", null)]
    [InlineData("10.9.8.7/32", null)]
    [InlineData("10.9.8.0/24", null)]
    [InlineData("10.9.8.128/25", null)]
    [InlineData("10.9.8.128/24", "must not have bits set beyond the prefix length")]
    [InlineData("10.9.8.0/20", "must not have bits set beyond the prefix length")]
    [InlineData("010.9.8.0/24", "must not have leading 0s in IP or prefix length")]
    [InlineData("10.9.8.0/024", "must not have leading 0s in IP or prefix length")]
    [InlineData("::/0", null)]
    [InlineData("2001:db8::1/128", null)]
    [InlineData("2001:db8::1/64", "must not have bits set beyond the prefix length")]
    [InlineData("::ffff:10.9.8.0/120", "must not have an IPv4-mapped IPv6 address")]
    public void TryParse_Range_ReportsDeviations(string text, string? expected) => Assert.Equal(expected, AddressRange.TryParse(text)!.Fault);

    [Fact]
    public void TryParse_NetworkOfAnyAddress_IsCanonicalAndRoundTrips() =>
        Gen.Select(Gen.Byte.Array[4], Gen.Int[0, 32]).Sample((bytes, bits) =>
        {
            for (var i = 0; i < 32; i++)
            {
                bytes[i / 8] &= i < bits ? (byte)0xff : (byte)~(0x80 >> (i % 8));
            }

            var text = string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{bits}");

            Assert.Equal(new AddressRange(AddressFamily.InterNetwork, null, text), AddressRange.TryParse(text));
        });
}
