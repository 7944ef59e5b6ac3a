using System.Security.Cryptography;

namespace Signet.Core.Signing.Managed.Sealing;

/// <summary>
/// A 256-bit key that encrypts the data keys of private keys, and authenticates their records. Each use has a key of its own, derived by HKDF
/// (RFC 5869). Safe for concurrent use.
/// </summary>
internal sealed class KeyEncryptionKey
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int Length = 32;

    /// <summary>The length of an id, in bytes.</summary>
    public const int IdLength = 8;

    /// <summary>The length of an authentication code, in bytes.</summary>
    public const int CodeLength = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _wrapping;
    private readonly byte[] _authentication;
    private readonly byte[] _id;

    /// <summary>Takes a key of <see cref="Length"/> random bytes; keeps only what it derives from it.</summary>
    public KeyEncryptionKey(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Length);
        _wrapping = Derive(key, "signet key wrapping"u8, Length);
        _authentication = Derive(key, "signet record authentication"u8, Length);
        _id = Derive(key, "signet key id"u8, IdLength);
    }

    /// <summary>Names the key in records; says nothing about it.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>The id as people see it.</summary>
    public string Name => Convert.ToHexStringLower(_id);

    /// <summary>Encrypts a data key; nothing else decrypts it than this key with the same context.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> context) => AuthenticatedEncryption.Encrypt(_wrapping, dataKey, context);

    /// <summary>Decrypts a data key.</summary>
    /// <exception cref="CryptographicException">It was wrapped with another key or context, or was changed.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) => AuthenticatedEncryption.Decrypt(_wrapping, wrapped, context);

    /// <summary>The authentication code (HMAC-SHA-256) of a record.</summary>
    public byte[] Authenticate(ReadOnlySpan<byte> record) => HMACSHA256.HashData(_authentication, record);

    private static byte[] Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> info, int length)
    {
        var derived = new byte[length];
        HKDF.Expand(HashAlgorithmName.SHA256, key, derived, info);
        return derived;
    }
}
