using System.Collections.Concurrent;
using System.Security.Cryptography;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// Makes key rings of stored keys. Signers and parsed public keys of keys that stay are kept from ring to ring. Safe for concurrent use.
/// </summary>
internal sealed class ManagedKeyRings(KeyPolicy policy, IKeyPairs pairs, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (VerificationKey Public, IJwtSigner? Signer)> _parsed = new(StringComparer.Ordinal);

    /// <summary>Makes the ring of keys.</summary>
    /// <param name="stored">The managed keys.</param>
    /// <param name="further">Keys that verify without an end.</param>
    /// <exception cref="ManagedKeyException">A key cannot be opened.</exception>
    /// <exception cref="KeyRingException">No key signs, or the keys break a rule of rings.</exception>
    public KeyRingSnapshot Make(StoredKeys stored, IReadOnlyList<RingKey> further)
    {
        var ids = stored.Keys.Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _parsed.Keys.Where(keyId => !ids.Contains(keyId)))
        {
            _parsed.TryRemove(gone, out _);
        }

        var ring = ManagedKeyRing.Define(
            policy, stored.Keys, key => Parse(key, stored.Opening).Public, key => Parse(key, stored.Opening).Signer, time.GetUtcNow());

        // A managed key that a file names, too, keeps its windows.
        var managed = ring.Keys.Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        return new KeyRingSnapshot(ring with
        {
            Keys = [.. ring.Keys, .. further.Where(key => !managed.Contains(key.KeyId))],
        });
    }

    private (VerificationKey Public, IJwtSigner? Signer) Parse(ManagedKey key, KeyEncryptionKey opening)
    {
        var hasPrivateHalf = !key.SealedPrivateKey.IsEmpty && key.EndedAt is null;
        if (_parsed.TryGetValue(key.KeyId, out var found) && found.Signer is not null == hasPrivateHalf)
        {
            return found;
        }

        try
        {
            var made = (VerificationKey.FromSubjectPublicKeyInfo(key.PublicKey.Span), hasPrivateHalf ? Open(key, opening) : null);
            _parsed[key.KeyId] = made;
            return made;
        }
        catch (CryptographicException exception)
        {
            throw new ManagedKeyException($"the signing key {key.KeyId} cannot be opened: {exception.Message}", exception);
        }
    }

    private IJwtSigner Open(ManagedKey key, KeyEncryptionKey opening)
    {
        var privateKey = KeySealing.Open(key, opening);
        try
        {
            return pairs.CreateSigner(key.Algorithm, privateKey, key.KeyId);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }
}
