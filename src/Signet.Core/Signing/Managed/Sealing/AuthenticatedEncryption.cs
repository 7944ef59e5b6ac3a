using System.Security.Cryptography;

namespace Signet.Core.Signing.Managed.Sealing;

/// <summary>AES-256-GCM (NIST SP 800-38D) as one piece of bytes: nonce (12), ciphertext, tag (16). The nonce is random.</summary>
internal static class AuthenticatedEncryption
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>How many bytes longer than the plaintext the result is.</summary>
    public const int Overhead = NonceLength + TagLength;

    /// <summary>Encrypts.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="plaintext">What is encrypted.</param>
    /// <param name="context">What the result is bound to: it has to be the same for <see cref="Decrypt"/>.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> context)
    {
        var result = new byte[plaintext.Length + Overhead];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plaintext, result.AsSpan(NonceLength, plaintext.Length), result.AsSpan(NonceLength + plaintext.Length), context);
        return result;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">The key or the context is another one, or the bytes were changed.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> context)
    {
        if (encrypted.Length < Overhead)
        {
            throw new CryptographicException("the encrypted bytes are too short");
        }

        var plaintext = new byte[encrypted.Length - Overhead];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(encrypted[..NonceLength], encrypted[NonceLength..^TagLength], encrypted[^TagLength..], plaintext, context);
        return plaintext;
    }
}
