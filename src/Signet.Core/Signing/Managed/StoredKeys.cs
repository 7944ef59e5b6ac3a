using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Core.Signing.Managed;

/// <summary>The managed keys as they are in the store.</summary>
/// <param name="Keys">All records, in the order in which they were made.</param>
/// <param name="Modified">The revision of the record; <see cref="Revision.Zero"/> when there is none.</param>
/// <param name="Opening">The key-encryption key that the private halves are sealed with.</param>
internal sealed record StoredKeys(IReadOnlyList<ManagedKey> Keys, Revision Modified, KeyEncryptionKey Opening)
{
    /// <summary>See <see cref="ManagedKeySet.DefaultAlgorithm"/>.</summary>
    public JwtAlgorithm? DefaultAlgorithm { get; init; }
}
