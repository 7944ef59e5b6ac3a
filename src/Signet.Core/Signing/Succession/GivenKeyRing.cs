using System.Collections.Concurrent;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Succession;

/// <summary>
/// The key ring of given keys. It keeps the signers of keys whose file is gone, in memory: the former key signs until its successor does. One
/// caller at a time.
/// </summary>
internal sealed class GivenKeyRing(KeyPolicy policy)
{
    private readonly ConcurrentDictionary<string, IJwtSigner> _signers = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<ManagedKey> _keys = [];
    private KeyRing? _ring;

    /// <summary>The records that are in force.</summary>
    public IReadOnlyList<ManagedKey> Keys => _keys;

    /// <summary>The ring.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been put into it.</exception>
    public KeyRing Ring => _ring ?? throw new InvalidOperationException("no keys have been put into the ring");

    /// <summary>Whether this process has the private half of a key.</summary>
    public bool CanSign(string keyId) => _signers.ContainsKey(keyId);

    /// <summary>Keeps the signer of a key.</summary>
    public void Keep(string keyId, IJwtSigner signer) => _signers[keyId] = signer;

    /// <summary>Makes the ring of records.</summary>
    /// <exception cref="KeyRingException">The keys break a rule of rings.</exception>
    public KeyRingSnapshot Prepare(IReadOnlyList<ManagedKey> keys, GivenKeys given, DateTimeOffset now) => new(Define(keys, given, now));

    /// <summary>Puts records into force, with the ring that was made of them.</summary>
    public void Use(KeyRingSnapshot next, IReadOnlyList<ManagedKey> keys, GivenKeys given, DateTimeOffset now)
    {
        foreach (var gone in _signers.Keys.Where(keyId => keyId != given.KeyId && !keys.Any(key => key.KeyId == keyId && SignsLater(key, now))))
        {
            _signers.TryRemove(gone, out _);
        }

        _keys = keys;
        if (_ring is null)
        {
            _ring = new KeyRing(next);
        }
        else
        {
            _ring.Replace(next);
        }
    }

    /// <summary>A clock may be behind, and a request be of the second before.</summary>
    private static bool SignsLater(ManagedKey key, DateTimeOffset now) => key.EndedAt is null && !(key.SignsUntil + ClockSkew.Max <= now);

    private KeyRingDefinition Define(IReadOnlyList<ManagedKey> keys, GivenKeys given, DateTimeOffset now)
    {
        // The key of the file first, then the others in the order of their files: as a server without records lists them.
        var order = given.Verification.Select(key => key.DefaultKeyId).Prepend(given.KeyId ?? "").ToList();
        var used = keys.Where(key => key.PublishedFrom is not null && key.EndedAt is null && (given.Verifies(key.KeyId) || !(key.NeededUntil <= now)))
            .OrderBy(key => order.IndexOf(key.KeyId) is var place and >= 0 ? place : order.Count).ThenBy(key => key.CreatedAt).ToList();
        var signers = used.Where(key => key.SignsFrom is not null && _signers.ContainsKey(key.KeyId))
            .Select(key => new RingSigner { Signer = _signers[key.KeyId], KeyId = key.KeyId }).ToList();
        if (given.Signing is null && signers.Count == 0)
        {
            signers.Add(new RingSigner { Signer = given.Signer });
        }

        return new KeyRingDefinition
        {
            Keys = [.. used.Select(key => ToRingKey(key, given)), .. given.Unpublished.Where(key => !used.Exists(known => known.KeyId == key.KeyId))],
            Signers = signers,
            MaxAge = policy.MaxAge,
            MaxLifetime = policy.MaxLifetime,
        };
    }

    private static RingKey ToRingKey(ManagedKey key, GivenKeys given)
    {
        var made = key.ToRingKey(VerificationKey.FromSubjectPublicKeyInfo(key.PublicKey.Span))!;
        return given.Verifies(key.KeyId) ? made with { PublishedUntil = DateTimeOffset.MaxValue, VerifiesUntil = DateTimeOffset.MaxValue } : made;
    }
}
