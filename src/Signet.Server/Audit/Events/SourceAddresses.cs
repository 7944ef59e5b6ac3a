using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Signet.Server.Audit.Events;

/// <summary>
/// Writes the client addresses of a request (apimachinery, <c>pkg/util/net/http.go</c> SourceIPs): those in headers, which a client can forge, then
/// the address of the connection.
/// </summary>
internal static class SourceAddresses
{
    public static void Write(Utf8JsonWriter writer, HttpContext http)
    {
        var (forwarded, real) = (http.Request.Headers["X-Forwarded-For"], http.Request.Headers["X-Real-Ip"]);
        var remote = http.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : http.Connection.RemoteIpAddress;
        if (remote is null && forwarded.Count == 0 && real.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("sourceIPs"u8);
        var last = forwarded.Count == 0 && real.Count == 0 ? null : WriteClaimed(writer, forwarded, real);
        if (remote is not null && !remote.Equals(last))
        {
            WriteAddress(writer, remote);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the addresses in headers; returns the last one.</summary>
    private static IPAddress? WriteClaimed(Utf8JsonWriter writer, StringValues forwarded, StringValues real)
    {
        var claimed = new List<IPAddress>();
        if (forwarded.Count > 0)
        {
            foreach (var part in (forwarded[0] ?? "").Split(','))
            {
                if (IPAddress.TryParse(part.Trim(), out var address))
                {
                    claimed.Add(address);
                }
            }
        }

        if (real.Count > 0 && IPAddress.TryParse(real[0], out var named) && !claimed.Contains(named))
        {
            claimed.Add(named);
        }

        foreach (var address in claimed)
        {
            WriteAddress(writer, address);
        }

        return claimed.Count == 0 ? null : claimed[^1];
    }

    private static void WriteAddress(Utf8JsonWriter writer, IPAddress address)
    {
        Span<byte> text = stackalloc byte[64];
        if (address.TryFormat(text, out var length))
        {
            writer.WriteStringValue(text[..length]);
        }
    }
}
