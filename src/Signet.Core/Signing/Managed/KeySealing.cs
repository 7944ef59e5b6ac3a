using System.Security.Cryptography;
using System.Text;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// Seals the private half of a managed key in an <see cref="Envelope"/> that is bound to id, algorithm and public half, so that the private half of another
/// record does not open in this one.
/// </summary>
internal static class KeySealing
{
    /// <summary>Seals a private key (PKCS#8, DER).</summary>
    public static ManagedKey Seal(ManagedKey key, ReadOnlySpan<byte> privateKey, KeyEncryptionKey sealing) =>
        key with { SealedPrivateKey = Envelope.Seal(privateKey, ContextOf(key), sealing) };

    /// <summary>Opens the private half; the caller clears it after use.</summary>
    /// <exception cref="CryptographicException">The key-encryption key is another one, or the record was changed.</exception>
    public static byte[] Open(ManagedKey key, KeyEncryptionKey opening) => Envelope.Open(key.SealedPrivateKey.Span, ContextOf(key), opening);

    /// <summary>Replaces the key-encryption key; the private half stays encrypted with the same data key.</summary>
    /// <exception cref="CryptographicException">The former key is another one, or the record was changed.</exception>
    public static ManagedKey Reseal(ManagedKey key, KeyEncryptionKey former, KeyEncryptionKey next) => key.SealedPrivateKey.IsEmpty
        ? key
        : key with { SealedPrivateKey = Envelope.Reseal(key.SealedPrivateKey.Span, ContextOf(key), former, next) };

    private static byte[] ContextOf(ManagedKey key) =>
        [.. Encoding.UTF8.GetBytes($"signet private key\n{key.KeyId}\n{key.Algorithm.Name}\n"), .. SHA256.HashData(key.PublicKey.Span)];
}
