using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Core.Signing.Succession;

/// <summary>
/// The stored form of the windows of given keys: JSON in an authenticated record. It has public halves only. Without the code, a writer of the store could
/// add a key of his own, whose tokens would be accepted.
/// </summary>
internal static class SuccessionRecord
{
    /// <summary>Where it is in the store.</summary>
    public const string StorageKey = "/signet/static-keys";

    private static ReadOnlySpan<byte> Magic => "signet-static-keys-v1\n"u8;

    /// <summary>Writes the record.</summary>
    public static byte[] Write(IReadOnlyList<ManagedKey> keys, KeyEncryptionKey sealing) =>
        AuthenticatedRecord.Write(Magic, ManagedKeyJson.Write(new ManagedKeySet(keys, null)), sealing);

    /// <summary>Whether bytes have the form of the record, which can be said without its key-encryption key.</summary>
    public static bool HasForm(ReadOnlySpan<byte> record) => AuthenticatedRecord.HasForm(record, Magic);

    /// <summary>Reads the record.</summary>
    /// <exception cref="ManagedKeyException">It is none, was changed, or needs a key-encryption key that was not given.</exception>
    public static IReadOnlyList<ManagedKey> Read(ReadOnlySpan<byte> record, KeyEncryptionKeys available) =>
        ManagedKeyJson.Read(AuthenticatedRecord.Read(record, Magic, "the windows of key files in the store", available, out _)).Keys;
}
