using Signet.Core.Signing.Managed;

namespace Signet.Core.Signing.Succession;

/// <summary>
/// Decides when a given key signs and how long former ones are kept. Pure: the same input gives the same windows, and when these are recorded, nothing
/// changes. Windows are those of managed keys; the records have no private halves.
/// </summary>
internal sealed class KeySuccession
{
    private readonly KeyPolicy _policy;
    private readonly KeyActivation _activation;
    private readonly GivenKeys _given;
    private readonly DateTimeOffset _now;
    private readonly List<ManagedKey> _keys;

    private KeySuccession(KeyPolicy policy, KeyActivation activation, IReadOnlyList<ManagedKey> recorded, GivenKeys given, DateTimeOffset time) =>
        (_policy, _activation, _keys, _given, _now) = (policy, activation, [.. recorded], given, WholeSeconds.Ceiling(time));

    /// <summary>The records as they shall be.</summary>
    /// <param name="policy">Lead, <c>max-age</c> and maximum lifetime.</param>
    /// <param name="activation">When a new key signs.</param>
    /// <param name="recorded">The records so far; empty at the first start.</param>
    /// <param name="given">What the settings give.</param>
    /// <param name="canSign">Whether this process has the private half of a key.</param>
    /// <param name="time">The time.</param>
    public static IReadOnlyList<ManagedKey> Plan(
        KeyPolicy policy, KeyActivation activation, IReadOnlyList<ManagedKey> recorded, GivenKeys given, Predicate<string> canSign, DateTimeOffset time)
    {
        var succession = new KeySuccession(policy, activation, recorded, given, time);
        var isFirst = !recorded.Any(key => key.SignsFrom is not null);
        if (given.Signing is not null)
        {
            succession.Forget();
        }

        foreach (var key in given.Verification)
        {
            succession.AddVerification(key);
        }

        if (given.Signing is { } signing)
        {
            succession.LetSign(signing, isFirst, canSign);
        }

        succession.Maintain();
        return succession._keys;
    }

    /// <summary>Drops records that nothing needs: of keys that ended long ago, and of verification keys that are given no more and have not signed.</summary>
    private void Forget() => _keys.RemoveAll(key => key.KeyId != _given.KeyId && !_given.Verifies(key.KeyId) &&
        (key.SignsFrom is null || (key.EndedAt ?? key.NeededUntil) + KeyPlanner.ListedAfterEnd <= _now));

    private void AddVerification(VerificationKey key)
    {
        if (_keys.Any(known => known.KeyId == key.DefaultKeyId && known.EndedAt is null))
        {
            return;
        }

        _keys.RemoveAll(known => known.KeyId == key.DefaultKeyId);
        _keys.Add(RecordOf(key) with { PublishedFrom = _now });
    }

    private void LetSign(VerificationKey signing, bool isFirst, Predicate<string> canSign)
    {
        var index = _keys.FindIndex(key => key.KeyId == _given.KeyId && key.EndedAt is null);
        var known = index < 0 ? null : _keys[index];
        var current = _keys.Where(key => key.KeyId != _given.KeyId && key.StateAt(_now) == ManagedKeyState.Current && canSign(key.KeyId))
            .MaxBy(key => key.SignsFrom);
        var waits = _activation == KeyActivation.Published && current is not null;
        if (known is { SignsFrom: { } planned, SignsUntil: null } && (waits || planned <= _now))
        {
            return;
        }

        var published = isFirst ? DateTimeOffset.MinValue
            : known is { PublishedFrom: { } since } && !(known.NeededUntil <= _now && !_given.Verifies(known.KeyId)) ? since : _now;
        var safe = published == DateTimeOffset.MinValue ? published : published + _policy.PublicationLead;
        var signs = waits && safe > _now ? safe : _now;
        var next = RecordOf(signing) with
        {
            DeviceUri = _given.DeviceUri,
            CreatedAt = known?.CreatedAt ?? _now,
            PublishedFrom = published,
            SignsFrom = isFirst ? DateTimeOffset.MinValue
                : known?.StateAt(_now) == ManagedKeyState.Current ? known.SignsFrom

                // Requests of the second that has begun, and replicas whose clock is behind, use it, too.
                : signs == _now ? _now - ClockSkew.Max : signs,
            MaxLifetime = known is null || known.MaxLifetime < _policy.MaxLifetime ? _policy.MaxLifetime : known.MaxLifetime,
            IsActivationForced = known?.StateAt(_now) == ManagedKeyState.Current ? known.IsActivationForced : signs < safe,
        };
        _keys.RemoveAll(key => key.KeyId == next.KeyId);
        if (current is not null)
        {
            // Its end may have been planned for another successor.
            _keys[_keys.IndexOf(current)] = current with { SignsUntil = null };
        }

        for (var i = _keys.Count - 1; i >= 0; i--)
        {
            End(i, signs);
        }

        _keys.Add(next);
    }

    /// <summary>Ends the signing of a former key. One that has not signed is a verification key again, or forgotten.</summary>
    private void End(int index, DateTimeOffset until)
    {
        var key = _keys[index];
        if (key.SignsFrom is not { } from || key.EndedAt is not null || key.SignsUntil <= until)
        {
            return;
        }

        // Another replica whose clock is ahead may sign already.
        if (from <= _now + ClockSkew.Max)
        {
            _keys[index] = key with { SignsUntil = until < from ? from : until };
        }
        else if (_given.Verifies(key.KeyId))
        {
            _keys[index] = key with { SignsFrom = null, SignsUntil = null };
        }
        else
        {
            _keys.RemoveAt(index);
        }
    }

    private void Maintain()
    {
        for (var i = 0; i < _keys.Count; i++)
        {
            var key = _keys[i];
            if (key.EndedAt is null && !(key.SignsUntil <= _now) && key.MaxLifetime < _policy.MaxLifetime)
            {
                _keys[i] = key = key with { MaxLifetime = _policy.MaxLifetime };
            }

            var isFormer = _given.Signing is not null && key.KeyId != _given.KeyId && !_given.Verifies(key.KeyId);
            if (_activation == KeyActivation.Exclusive && isFormer && key.EndedAt is null && !(key.NeededUntil <= _now))
            {
                _keys[i] = key with { EndedAt = _now, IsRevoked = true };
            }
        }
    }

    private ManagedKey RecordOf(VerificationKey key) => new()
    {
        KeyId = key.DefaultKeyId,
        Algorithm = key.Algorithm,
        PublicKey = key.SubjectPublicKeyInfo,
        CreatedAt = _now,
        MaxLifetime = _policy.MaxLifetime,
    };
}
