using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Managed;

/// <summary>Makes the key ring of managed keys.</summary>
internal static class ManagedKeyRing
{
    /// <summary>Where the keys are, for metrics and traces.</summary>
    private const string Source = "managed";

    /// <summary>The definition of a ring.</summary>
    /// <param name="policy">The policy of this replica.</param>
    /// <param name="keys">All records.</param>
    /// <param name="publicKeyOf">Parses the public half.</param>
    /// <param name="signerOf">The signer of a key; null when its private half was erased.</param>
    /// <param name="now">The time: keys whose tokens have all expired are left out.</param>
    public static KeyRingDefinition Define(
        KeyPolicy policy,
        IReadOnlyList<ManagedKey> keys,
        Func<ManagedKey, VerificationKey> publicKeyOf,
        Func<ManagedKey, IJwtSigner?> signerOf,
        DateTimeOffset now)
    {
        var used = keys.Where(key => key.PublishedFrom is not null && key.EndedAt is null && !(key.NeededUntil <= now))
            .OrderBy(key => key.CreatedAt).ThenBy(key => key.KeyId, StringComparer.Ordinal).ToList();
        var signers = new List<RingSigner>();
        var hasDefault = used.Any(key => key.Algorithm == policy.DefaultAlgorithm && key.StateAt(now) == ManagedKeyState.Current);
        foreach (var key in used.Where(key => key.SignsFrom is not null))
        {
            if (signerOf(key) is not { } signer)
            {
                continue;
            }

            // A key of an algorithm that no setting names any more signs only until there is one of the default algorithm.
            if (key.Algorithm == policy.DefaultAlgorithm || (!hasDefault && !policy.Algorithms.Contains(key.Algorithm)))
            {
                signers.Add(new RingSigner { Signer = signer, KeyId = key.KeyId, Source = Source });
            }

            signers.AddRange(policy.AlgorithmsByAudience.Where(pair => pair.Value == key.Algorithm)
                .Select(pair => new RingSigner { Signer = signer, KeyId = key.KeyId, Source = Source, Audience = pair.Key }));
        }

        return new KeyRingDefinition
        {
            Keys = [.. used.Select(key => key.ToRingKey(publicKeyOf(key))!)],
            Signers = signers,
            MaxAge = policy.MaxAge,

            // A longer token than a key is kept for is not signed; the leader raises the records first.
            MaxLifetime = used.Where(key => key.SignsFrom is not null && !(key.SignsUntil <= now))
                .Select(key => key.MaxLifetime).Append(policy.MaxLifetime).Min(),
        };
    }
}
