using System.Security.Cryptography;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// A record whose writer had a key-encryption key: a magic line, the id of that key (8 bytes), the content, and an authentication code (32 bytes) over all
/// of it. The code keeps a writer of the store from changing the content.
/// </summary>
internal static class AuthenticatedRecord
{
    /// <summary>Writes a record.</summary>
    /// <param name="magic">The line that says what the content is.</param>
    /// <param name="content">The content.</param>
    /// <param name="sealing">The key-encryption key.</param>
    public static byte[] Write(ReadOnlySpan<byte> magic, ReadOnlySpan<byte> content, KeyEncryptionKey sealing)
    {
        byte[] record = [.. magic, .. sealing.Id, .. content];
        return [.. record, .. sealing.Authenticate(record)];
    }

    /// <summary>Whether bytes have the form of a record, which can be said without its key-encryption key.</summary>
    public static bool HasForm(ReadOnlySpan<byte> record, ReadOnlySpan<byte> magic) =>
        record.Length >= magic.Length + KeyEncryptionKey.IdLength + KeyEncryptionKey.CodeLength && record.StartsWith(magic);

    /// <summary>Reads the content of a record.</summary>
    /// <param name="record">The bytes.</param>
    /// <param name="magic">The line that it has to begin with.</param>
    /// <param name="subject">What it has, for messages; a plural.</param>
    /// <param name="available">The key-encryption keys.</param>
    /// <param name="opening">The one that the record was written with.</param>
    /// <exception cref="ManagedKeyException">It is none, was changed, or needs a key-encryption key that was not given.</exception>
    public static ReadOnlySpan<byte> Read(
        ReadOnlySpan<byte> record, ReadOnlySpan<byte> magic, string subject, KeyEncryptionKeys available, out KeyEncryptionKey opening)
    {
        if (!HasForm(record, magic))
        {
            throw new ManagedKeyException($"{subject} are not in a form that this version of Signet knows");
        }

        var id = record.Slice(magic.Length, KeyEncryptionKey.IdLength);
        opening = available.Find(id) ?? throw new ManagedKeyException(
            $"{subject} are sealed with the key-encryption key {Convert.ToHexStringLower(id)}; the server has {available.Names}");
        var authenticated = record[..^KeyEncryptionKey.CodeLength];
        return CryptographicOperations.FixedTimeEquals(opening.Authenticate(authenticated), record[^KeyEncryptionKey.CodeLength..])
            ? authenticated[(magic.Length + KeyEncryptionKey.IdLength)..]
            : throw new ManagedKeyException($"{subject} were changed: their authentication code does not match");
    }
}
