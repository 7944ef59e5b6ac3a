using System.Security.Cryptography;
using System.Text;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// Encrypts the private half of a managed key with a data key of its own, and that one with the key-encryption key (an envelope). Both are bound to id,
/// algorithm and public half, so that the private half of another record does not open in this one.
/// </summary>
internal static class KeySealing
{
    private const int WrappedLength = KeyEncryptionKey.Length + AuthenticatedEncryption.Overhead;

    /// <summary>Seals a private key (PKCS#8, DER).</summary>
    public static ManagedKey Seal(ManagedKey key, ReadOnlySpan<byte> privateKey, KeyEncryptionKey sealing)
    {
        var context = ContextOf(key);
        var dataKey = RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length);
        try
        {
            var encrypted = AuthenticatedEncryption.Encrypt(dataKey, privateKey, context);
            return key with { SealedPrivateKey = (byte[])[.. sealing.Wrap(dataKey, context), .. encrypted] };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Opens the private half; the caller clears it after use.</summary>
    /// <exception cref="CryptographicException">The key-encryption key is another one, or the record was changed.</exception>
    public static byte[] Open(ManagedKey key, KeyEncryptionKey opening)
    {
        var dataKey = UnwrapDataKey(key, opening);
        try
        {
            return AuthenticatedEncryption.Decrypt(dataKey, key.SealedPrivateKey.Span[WrappedLength..], ContextOf(key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Replaces the key-encryption key; the private half stays encrypted with the same data key.</summary>
    /// <exception cref="CryptographicException">The former key is another one, or the record was changed.</exception>
    public static ManagedKey Reseal(ManagedKey key, KeyEncryptionKey former, KeyEncryptionKey next)
    {
        if (key.SealedPrivateKey.IsEmpty)
        {
            return key;
        }

        var dataKey = UnwrapDataKey(key, former);
        try
        {
            return key with { SealedPrivateKey = (byte[])[.. next.Wrap(dataKey, ContextOf(key)), .. key.SealedPrivateKey.Span[WrappedLength..]] };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static byte[] UnwrapDataKey(ManagedKey key, KeyEncryptionKey opening) => key.SealedPrivateKey.Length < WrappedLength
        ? throw new CryptographicException("the sealed private key is too short")
        : opening.Unwrap(key.SealedPrivateKey.Span[..WrappedLength], ContextOf(key));

    private static byte[] ContextOf(ManagedKey key) =>
        [.. Encoding.UTF8.GetBytes($"signet private key\n{key.KeyId}\n{key.Algorithm.Name}\n"), .. SHA256.HashData(key.PublicKey.Span)];
}
