using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// The stored form of all managed keys: JSON in an authenticated record. One record, so that a transition of several keys is one compare-and-swap. The code
/// keeps a writer of the store from adding a key, and from changing the windows of one.
/// </summary>
internal static class ManagedKeyRecord
{
    /// <summary>Where it is in the store. Outside of <c>/registry/</c>: private halves are no part of an API object.</summary>
    public const string StorageKey = "/signet/signing-keys";

    private static ReadOnlySpan<byte> Magic => "signet-signing-keys-v1\n"u8;

    /// <summary>Writes the record.</summary>
    /// <param name="set">The keys; their private halves are sealed with the same key-encryption key.</param>
    /// <param name="sealing">The key-encryption key.</param>
    public static byte[] Write(ManagedKeySet set, KeyEncryptionKey sealing) => AuthenticatedRecord.Write(Magic, ManagedKeyJson.Write(set), sealing);

    /// <summary>Whether bytes have the form of the record, which can be said without its key-encryption key.</summary>
    public static bool HasForm(ReadOnlySpan<byte> record) => AuthenticatedRecord.HasForm(record, Magic);

    /// <summary>Reads the record.</summary>
    /// <param name="record">The bytes.</param>
    /// <param name="available">The key-encryption keys.</param>
    /// <param name="opening">The one that the record was written with.</param>
    /// <exception cref="ManagedKeyException">It is none, was changed, or needs a key-encryption key that was not given.</exception>
    public static ManagedKeySet Read(ReadOnlySpan<byte> record, KeyEncryptionKeys available, out KeyEncryptionKey opening) =>
        ManagedKeyJson.Read(AuthenticatedRecord.Read(record, Magic, "the signing keys in the store", available, out opening));
}
