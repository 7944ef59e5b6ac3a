using System.Security.Cryptography;
using Signet.Core.Primitives;

namespace Signet.Server.Hosting.Services;

/// <summary>
/// Random UUIDs (RFC 9562, section 5.4) from a cryptographic generator, so that they cannot be predicted. Each thread generates bytes for 64 UUIDs at
/// once, because a call costs more than the bytes.
/// </summary>
internal sealed class SystemUidSource : IUidSource
{
    private const int UuidBytes = 16;
    private const int DrawnBytes = 64 * UuidBytes;

    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _used;

    /// <inheritdoc/>
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[UuidBytes];
        Draw(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static void Draw(Span<byte> bytes)
    {
        var drawn = _drawn ??= new byte[DrawnBytes];
        if (_used == 0)
        {
            RandomNumberGenerator.Fill(drawn);
        }

        // Used bytes are not kept.
        var next = drawn.AsSpan(_used, UuidBytes);
        next.CopyTo(bytes);
        next.Clear();
        _used = (_used + UuidBytes) % DrawnBytes;
    }
}
