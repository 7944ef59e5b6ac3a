using System.Net;

namespace Signet.Server.Hosting.Settings;

/// <summary>Validates subject alternative names.</summary>
internal static class TlsName
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>Whether the value is an IP address, or a DNS name (RFC 1123) that may start with a wildcard label.</summary>
    public static bool IsValid(string value) => IPAddress.TryParse(value, out var address)
        ? address is not { IsIPv6LinkLocal: true } &&
            value.Contains(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? '.' : ':', StringComparison.Ordinal)
        : value.Length <= MaxLength && (value.StartsWith("*.", StringComparison.Ordinal) ? value[2..] : value).Split('.').All(IsLabel);

    private static bool IsLabel(string label) => label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' &&
        label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
