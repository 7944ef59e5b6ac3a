using System.Security.Cryptography;
using Signet.Core.Primitives;

namespace Signet.Server.Hosting;

/// <summary>Random UUIDs (RFC 9562, section 5.4) from the operating system's generator: nobody can guess the next.</summary>
public sealed class SystemUidSource : IUidSource
{
    /// <inheritdoc/>
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
