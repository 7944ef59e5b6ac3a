using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Signet.Core.Resources.Validation;

/// <summary>
/// An address range in CIDR notation. Parsed as by Kubernetes: leniently, so that stored values stay valid, with one error for each
/// deviation (apimachinery, <c>pkg/util/validation/ip.go</c>, with <c>StrictIPCIDRValidation</c>, which is on in 1.36).
/// </summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Fault">The deviation from the strict format; null when there is none.</param>
/// <param name="Canonical">The canonical form (RFC 5952).</param>
internal sealed record AddressRange(AddressFamily Family, string? Fault, string Canonical)
{
    /// <summary>The error for a text that is not a range.</summary>
    public const string Malformed = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private const int ByteBits = 8;

    /// <summary>Parses a range; null for a text that is not a range.</summary>
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

    /// <summary>.NET's parser also accepts zones and brackets.</summary>
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
