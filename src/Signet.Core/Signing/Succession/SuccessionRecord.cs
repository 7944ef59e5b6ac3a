using System.Security.Cryptography;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Core.Signing.Succession;

/// <summary>
/// The stored form of the windows of given keys: a magic line, the id of the key-encryption key (8 bytes), JSON, and an authentication code (32 bytes). It
/// has public halves only. Without the code, a writer of the store could add a key of his own, whose tokens would be accepted.
/// </summary>
internal static class SuccessionRecord
{
    /// <summary>Where it is in the store.</summary>
    public const string StorageKey = "/signet/static-keys";

    private static ReadOnlySpan<byte> Magic => "signet-static-keys-v1\n"u8;

    /// <summary>Writes the record.</summary>
    public static byte[] Write(IReadOnlyList<ManagedKey> keys, KeyEncryptionKey sealing)
    {
        byte[] content = [.. Magic, .. sealing.Id, .. ManagedKeyJson.Write(keys)];
        return [.. content, .. sealing.Authenticate(content)];
    }

    /// <summary>Reads the record.</summary>
    /// <exception cref="ManagedKeyException">It is none, was changed, or needs a key-encryption key that was not given.</exception>
    public static IReadOnlyList<ManagedKey> Read(ReadOnlySpan<byte> record, KeyEncryptionKeys available)
    {
        if (record.Length < Magic.Length + KeyEncryptionKey.IdLength + KeyEncryptionKey.CodeLength || !record.StartsWith(Magic))
        {
            throw new ManagedKeyException("they are not in a form that this version of Signet knows");
        }

        var id = record.Slice(Magic.Length, KeyEncryptionKey.IdLength);
        var opening = available.Find(id) ?? throw new ManagedKeyException(
            $"they were written with the key-encryption key {Convert.ToHexStringLower(id)}; the server has {available.Names}");
        var content = record[..^KeyEncryptionKey.CodeLength];
        return CryptographicOperations.FixedTimeEquals(opening.Authenticate(content), record[^KeyEncryptionKey.CodeLength..])
            ? ManagedKeyJson.Read(content[(Magic.Length + KeyEncryptionKey.IdLength)..])
            : throw new ManagedKeyException("their authentication code does not match: they were changed");
    }
}
