using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Signet.Server.Hosting.Connections;

/// <summary>Says which addresses are those of one client. Of IPv6 the first 64 bits count: a client has all addresses below them.</summary>
internal static class ClientAddress
{
    /// <summary>The key of an address.</summary>
    public static UInt128 KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily == AddressFamily.InterNetwork)
        {
            // In the form of RFC 4291, section 2.5.5.2.
            bytes[10..12].Fill(0xFF);
            address.MapToIPv4().TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
            bytes[8..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
