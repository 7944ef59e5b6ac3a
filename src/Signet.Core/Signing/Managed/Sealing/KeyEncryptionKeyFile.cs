using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Signet.Core.Signing.Managed.Sealing;

/// <summary>A key-encryption key as a file: one line, <c>signet-key-encryption-key-v1:BASE64</c>, 32 random bytes.</summary>
internal static class KeyEncryptionKeyFile
{
    private const string Prefix = "signet-key-encryption-key-v1:";

    /// <summary>The content of a file with a new key.</summary>
    public static byte[] Generate()
    {
        var key = RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length);
        return Encoding.ASCII.GetBytes($"{Prefix}{Convert.ToBase64String(key)}\n");
    }

    /// <summary>Reads the content of a file; null when it is none. White space at its end does not count.</summary>
    public static KeyEncryptionKey? TryParse(ReadOnlySpan<byte> content)
    {
        content = content.TrimEnd(" \t\r\n"u8);
        Span<byte> key = stackalloc byte[KeyEncryptionKey.Length + 2];
        if (!content.StartsWith(Encoding.ASCII.GetBytes(Prefix)) ||
            Base64.DecodeFromUtf8(content[Prefix.Length..], key, out var consumed, out var written) != System.Buffers.OperationStatus.Done ||
            consumed != content.Length - Prefix.Length || written != KeyEncryptionKey.Length)
        {
            return null;
        }

        return new KeyEncryptionKey(key[..KeyEncryptionKey.Length]);
    }
}
