using System.Security.Cryptography;

namespace Signet.Core.Signing.Managed.Sealing;

/// <summary>
/// Encrypts a secret with a data key of its own, and that one with a key-encryption key: wrapped data key (60 bytes), encrypted secret. Both are bound to a
/// context, without which they cannot be opened.
/// </summary>
internal static class Envelope
{
    private const int WrappedLength = KeyEncryptionKey.Length + AuthenticatedEncryption.Overhead;

    /// <summary>Seals a secret.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> context, KeyEncryptionKey sealing)
    {
        var dataKey = RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length);
        try
        {
            var encrypted = AuthenticatedEncryption.Encrypt(dataKey, secret, context);
            return [.. sealing.Wrap(dataKey, context), .. encrypted];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Opens a secret; the caller clears it after use.</summary>
    /// <exception cref="CryptographicException">The key-encryption key or the context is another one, or the bytes were changed.</exception>
    public static byte[] Open(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> context, KeyEncryptionKey opening)
    {
        var dataKey = UnwrapDataKey(envelope, context, opening);
        try
        {
            return AuthenticatedEncryption.Decrypt(dataKey, envelope[WrappedLength..], context);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Replaces the key-encryption key; the secret stays encrypted with the same data key.</summary>
    /// <exception cref="CryptographicException">The former key or the context is another one, or the bytes were changed.</exception>
    public static byte[] Reseal(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> context, KeyEncryptionKey former, KeyEncryptionKey next)
    {
        var dataKey = UnwrapDataKey(envelope, context, former);
        try
        {
            return [.. next.Wrap(dataKey, context), .. envelope[WrappedLength..]];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static byte[] UnwrapDataKey(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> context, KeyEncryptionKey opening) =>
        envelope.Length < WrappedLength
            ? throw new CryptographicException("the sealed secret is too short")
            : opening.Unwrap(envelope[..WrappedLength], context);
}
