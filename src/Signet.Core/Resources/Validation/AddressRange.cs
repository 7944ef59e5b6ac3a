using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Signet.Core.Resources.Validation;

/// <summary>
/// A range of addresses, <c>10.9.8.0/24</c> or <c>2001:db8::/64</c>. Read as Kubernetes reads them: first generously, so that what was
/// stored before stays readable, then each oddity is a fault (apimachinery, <c>pkg/util/validation/ip.go</c>, with
/// <c>StrictIPCIDRValidation</c>, which is on in 1.36).
/// </summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Fault">What is wrong with it all the same, or null.</param>
/// <param name="Canonical">The form that RFC 5952 wants.</param>
internal sealed record AddressRange(AddressFamily Family, string? Fault, string Canonical)
{
    /// <summary>What is told of a text that is none.</summary>
    public const string Malformed = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private const int ByteBits = 8;

    /// <summary>The range, or null for a text that is none.</summary>
    public static AddressRange? TryParse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return null;
        }

        var written = text.AsSpan(0, slash);
        var length = text.AsSpan(slash + 1);
        var bytes = new byte[16];
        var isShort = !written.Contains(':');
        var hasLeadingZeros = false;
        if (isShort ? !TryParseShort(written, bytes.AsSpan(0, 4), out hasLeadingZeros) : !TryParseLong(written, bytes))
        {
            return null;
        }

        var address = isShort ? bytes.AsSpan(0, 4) : bytes;
        if (!TryParseNumber(length, address.Length * ByteBits, out var bits))
        {
            return null;
        }

        var parsed = new IPAddress(address);
        var fault = hasLeadingZeros || HasLeadingZero(length) ? "must not have leading 0s in IP or prefix length"
            : parsed.IsIPv4MappedToIPv6 ? "must not have an IPv4-mapped IPv6 address"
            : HasBitsBeyond(address, bits) ? "must not have bits set beyond the prefix length"
            : null;
        return new AddressRange(parsed.AddressFamily, fault, string.Create(CultureInfo.InvariantCulture, $"{parsed}/{bits}"));
    }

    private static bool TryParseShort(ReadOnlySpan<char> text, Span<byte> bytes, out bool hasLeadingZeros)
    {
        hasLeadingZeros = false;
        var count = 0;
        foreach (var part in text.Split('.'))
        {
            if (count == bytes.Length || !TryParseNumber(text[part], byte.MaxValue, out var value))
            {
                return false;
            }

            hasLeadingZeros |= HasLeadingZero(text[part]);
            bytes[count++] = (byte)value;
        }

        return count == bytes.Length;
    }

    /// <summary>The framework's reader also takes zones and brackets.</summary>
    private static bool TryParseLong(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiHexDigit(letter) && letter is not (':' or '.'))
            {
                return false;
            }
        }

        return IPAddress.TryParse(text, out var address) && address.TryWriteBytes(bytes, out var written) && written == bytes.Length;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;

    private static bool HasLeadingZero(ReadOnlySpan<char> number) => number.Length > 1 && number[0] == '0';

    private static bool HasBitsBeyond(ReadOnlySpan<byte> address, int bits)
    {
        var whole = bits / ByteBits;
        var rest = bits % ByteBits;
        return (rest > 0 && (address[whole] & (byte.MaxValue >> rest)) != 0) || address[(rest > 0 ? whole + 1 : whole)..].ContainsAnyExcept((byte)0);
    }
}
