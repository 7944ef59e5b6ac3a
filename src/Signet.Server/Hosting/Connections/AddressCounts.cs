using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Signet.Server.Hosting.Connections;

/// <summary>Counts the open connections of each client address. Of IPv6 the first 64 bits count: a client has all addresses below them.</summary>
/// <param name="max">The maximum of one address.</param>
internal sealed class AddressCounts(int max)
{
    private readonly Dictionary<UInt128, int> _open = [];
    private readonly Lock _lock = new();

    /// <summary>The number of addresses with open connections.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

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

    /// <summary>Counts a connection; false when the address has its maximum.</summary>
    public bool TryAdd(UInt128 key)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(key);
            if (open >= max)
            {
                return false;
            }

            _open[key] = open + 1;
            return true;
        }
    }

    /// <summary>A counted connection has ended.</summary>
    public void Remove(UInt128 key)
    {
        lock (_lock)
        {
            var open = _open[key] - 1;
            if (open == 0)
            {
                _open.Remove(key);
            }
            else
            {
                _open[key] = open;
            }
        }
    }
}
