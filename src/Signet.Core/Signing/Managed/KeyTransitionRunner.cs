using System.Security.Cryptography;
using Signet.Core.Signing.Managed.Sealing;

namespace Signet.Core.Signing.Managed;

/// <summary>Carries out transitions on the records of managed keys. Makes and seals key pairs; changes nothing in the store.</summary>
/// <param name="pairs">Makes key pairs.</param>
/// <param name="sealing">The key-encryption key of new private halves.</param>
internal sealed class KeyTransitionRunner(IKeyPairs pairs, KeyEncryptionKey sealing)
{
    /// <summary>The keys after the transitions.</summary>
    /// <exception cref="InvalidOperationException">A transition was planned for other keys than these.</exception>
    public IReadOnlyList<ManagedKey> Apply(IReadOnlyList<ManagedKey> keys, IEnumerable<KeyTransition> transitions, KeyPolicy policy, DateTimeOffset now)
    {
        List<ManagedKey> result = [.. keys];
        foreach (var transition in transitions)
        {
            switch (transition)
            {
                case KeyTransition.Create create:
                    result.Add(Make(create, policy, now));
                    break;
                case KeyTransition.Change change:
                    result[IndexOf(result, change.Before)] = change.After;
                    break;
                case KeyTransition.Remove remove:
                    result.RemoveAt(IndexOf(result, remove.Key));
                    break;
            }
        }

        return result;
    }

    /// <summary>Takes over a private key that Signet did not make: it signs already, and verifiers know it.</summary>
    /// <param name="algorithm">Its algorithm.</param>
    /// <param name="publicKey">Its public half.</param>
    /// <param name="privateKey">Its private half (PKCS#8, DER).</param>
    /// <param name="maxLifetime">The maximum lifetime of its tokens until now.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="now">The time: its age is counted from here.</param>
    public ManagedKey TakeOver(
        JwtAlgorithm algorithm, VerificationKey publicKey, ReadOnlySpan<byte> privateKey, TimeSpan maxLifetime, KeyPolicy policy, DateTimeOffset now)
    {
        var create = new KeyTransition.Create(algorithm, DateTimeOffset.MinValue, WholeSeconds.Ceiling(now) - ClockSkew.Max, IsForced: false, "taken over");
        var record = RecordOf(create, publicKey.DefaultKeyId, publicKey.SubjectPublicKeyInfo, policy, now);
        var longest = record.MaxLifetime > maxLifetime ? record.MaxLifetime : maxLifetime;
        return KeySealing.Seal(record with { MaxLifetime = longest, IsTakenOver = true }, privateKey, sealing);
    }

    private ManagedKey Make(KeyTransition.Create create, KeyPolicy policy, DateTimeOffset now)
    {
        var (privateKey, publicKey) = pairs.Generate(create.Algorithm);
        try
        {
            return KeySealing.Seal(RecordOf(create, publicKey.DefaultKeyId, publicKey.SubjectPublicKeyInfo, policy, now), privateKey, sealing);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    /// <summary>The record of a key that a transition makes, without its private half.</summary>
    public static ManagedKey RecordOf(KeyTransition.Create create, string keyId, ReadOnlyMemory<byte> publicKey, KeyPolicy policy, DateTimeOffset now) => new()
    {
        KeyId = keyId,
        Algorithm = create.Algorithm,
        PublicKey = publicKey,
        CreatedAt = WholeSeconds.Ceiling(now),
        PublishedFrom = create.PublishedFrom,
        SignsFrom = create.SignsFrom,
        MaxLifetime = policy.MaxLifetime,
        IsActivationForced = create.IsForced,
        IsPublicationWaived = create.IsPublicationWaived,
    };

    private static int IndexOf(List<ManagedKey> keys, ManagedKey key) => keys.IndexOf(key) is var index and >= 0
        ? index
        : throw new InvalidOperationException($"the key {key.KeyId} has changed since the transition was planned");
}
