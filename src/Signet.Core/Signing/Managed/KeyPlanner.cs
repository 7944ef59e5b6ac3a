using System.Globalization;
using static Signet.Core.Signing.Managed.WholeSeconds;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// Decides which transitions of managed keys are due. Pure: the same keys, policy and time give the same transitions, and when these are
/// done, none is due. A switch of keys is planned in advance and lies in the records: every replica switches in the same second, without a timer.
/// </summary>
internal sealed class KeyPlanner
{
    /// <summary>How long a key is listed after its end.</summary>
    internal static readonly TimeSpan ListedAfterEnd = TimeSpan.FromDays(30);

    private readonly KeyPolicy _policy;
    private readonly KeyDraft _draft;
    private readonly DateTimeOffset _now;

    private KeyPlanner(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, DateTimeOffset now)
    {
        _policy = policy;
        _draft = new KeyDraft(keys);
        _now = WholeSeconds.Ceiling(now);
    }

    /// <summary>The transitions that are due; they are to be committed together.</summary>
    /// <param name="policy">The policy; has passed <see cref="KeyPolicyRules"/>.</param>
    /// <param name="keys">All records.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<KeyTransition> Plan(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, DateTimeOffset now)
    {
        var planner = new KeyPlanner(policy, keys, now);
        foreach (var key in keys)
        {
            planner.Maintain(key);
        }

        foreach (var algorithm in policy.Algorithms)
        {
            planner.PlanLine(algorithm);
        }

        planner.EndUnusedLines();
        return planner._draft.ToTransitions();
    }

    /// <summary>What is due for a key whatever its line does.</summary>
    private void Maintain(ManagedKey key)
    {
        if (key.EndedAt is null && !(key.SignsUntil <= _now) && key.MaxLifetime < _policy.MaxLifetime)
        {
            _draft.Change(key.KeyId, current => current with { MaxLifetime = _policy.MaxLifetime }, $"tokens may live for {Text(_policy.MaxLifetime)}");
        }

        // Replicas whose clock is behind may sign until then.
        if (!key.SealedPrivateKey.IsEmpty && (key.EndedAt ?? key.SignsUntil) + ClockSkew.Max <= _now)
        {
            _draft.Change(key.KeyId, current => current with { SealedPrivateKey = default }, "signs no more: its private half is erased");
        }

        if (!key.IsTakenOver && (key.EndedAt ?? key.NeededUntil) + ListedAfterEnd <= _now)
        {
            _draft.Remove(key, string.Create(CultureInfo.InvariantCulture, $"ended more than {ListedAfterEnd.TotalDays} days ago"));
        }
    }

    /// <summary>
    /// Takes back the planned switch to a key whose publication is not confirmed: the setting was turned on after the switch was planned. Near the switch
    /// it is too late, because replicas whose clock is ahead may sign with the key already.
    /// </summary>
    private void WithdrawUnconfirmed(JwtAlgorithm algorithm)
    {
        if (!_policy.RequiresConfirmedPublication)
        {
            return;
        }

        foreach (var key in _draft.Keys.Where(key => key.Algorithm == algorithm && key.EndedAt is null && key.SignsFrom > _now + ClockSkew.Max).ToList())
        {
            if (_policy.AvailableFrom(key) is not null)
            {
                continue;
            }

            _draft.Change(key.KeyId, planned => planned with { SignsFrom = null }, "its publication is not confirmed");

            // Keys of an algorithm that is not used any more end with it, too.
            foreach (var before in _draft.Keys.Where(other => other.EndedAt is null && other.SignsUntil == key.SignsFrom).ToList())
            {
                _draft.Change(before.KeyId, signing => signing with { SignsUntil = null }, $"the publication of its successor {key.KeyId} is not confirmed");
            }
        }
    }

    private void PlanLine(JwtAlgorithm algorithm)
    {
        WithdrawUnconfirmed(algorithm);
        var line = _draft.Keys.Where(key => key.Algorithm == algorithm && key.EndedAt is null).ToList();
        var current = line.Where(key => key.StateAt(_now) == ManagedKeyState.Current).MaxBy(key => key.SignsFrom);
        foreach (var older in line.Where(key => key.StateAt(_now) == ManagedKeyState.Current && key.SignsUntil is null && key.KeyId != current!.KeyId))
        {
            // Only the newest key of a line signs. One without an end would stay in the JWKS for ever.
            _draft.Change(older.KeyId, key => key with { SignsUntil = _now }, $"{current!.KeyId} signs");
        }

        if (current?.SignsUntil is not null || line.Any(key => key.SignsFrom > _now))
        {
            // The switch to a successor is planned.
            return;
        }

        var prepared = line.Where(key => key.SignsFrom is null).MinBy(key => key.CreatedAt);
        var due = current is null ? _now : current.SignsFrom + _policy.RotationInterval;
        if (due is null || due - _policy.PublicationLead > _now)
        {
            return;
        }

        if (prepared is null && !_draft.Keys.Any(key => key.PublishedFrom is not null))
        {
            // No verifier can have a JWKS of this issuer: there is none without a key. Replicas whose clock is behind use it at once, too.
            _draft.Create(new KeyTransition.Create(algorithm, DateTimeOffset.MinValue, _now - ClockSkew.Max, IsForced: false, "the first key"));
            return;
        }

        PlanSuccessor(algorithm, current, prepared, due.Value);
    }

    private void PlanSuccessor(JwtAlgorithm algorithm, ManagedKey? current, ManagedKey? prepared, DateTimeOffset due)
    {
        var published = prepared is null ? _now : prepared.PublishedFrom ?? _now;
        var available = prepared is not null ? _policy.AvailableFrom(prepared with { PublishedFrom = published })
            : _policy.RequiresConfirmedPublication ? null
            : published;
        DateTimeOffset? signs = available is { } from ? Max(from + _policy.PublicationLead, Max(due, _now)) : null;
        if (prepared is null)
        {
            var reason = current is null ? $"the first key for {algorithm.Name}" : $"replaces {current.KeyId}, which has signed since {Text(current.SignsFrom!.Value)}";
            _draft.Create(new KeyTransition.Create(algorithm, published, signs, IsForced: false, reason));
        }
        else if (signs is { } start)
        {
            _draft.Change(prepared.KeyId, key => key with { PublishedFrom = published, SignsFrom = start }, $"is to sign from {Text(start)}");
        }
        else if (prepared.PublishedFrom is null)
        {
            _draft.Change(prepared.KeyId, key => key with { PublishedFrom = published }, "is published, and signs when that is confirmed");
        }

        if (current is not null && signs is { } until)
        {
            _draft.Change(current.KeyId, key => key with { SignsUntil = until }, $"its successor signs from {Text(until)}");
        }
    }

    /// <summary>A key whose algorithm the policy no longer has signs until a key of the default algorithm does.</summary>
    private void EndUnusedLines()
    {
        var successor = _draft.FirstSignature(_policy.DefaultAlgorithm, _now);
        foreach (var key in _draft.Keys.Where(key => key.EndedAt is null && key.SignsUntil is null && !_policy.Algorithms.Contains(key.Algorithm)).ToList())
        {
            if (key.SignsFrom is null)
            {
                _draft.Change(key.KeyId, current => current with { EndedAt = _now }, $"no token is to be signed with {key.Algorithm.Name} any more");
            }
            else if (successor is { } from)
            {
                var until = Max(from, Max(_now, key.SignsFrom.Value));
                _draft.Change(key.KeyId, current => current with { SignsUntil = until }, $"no token is to be signed with {key.Algorithm.Name} from {Text(until)} on");
            }
        }
    }

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
