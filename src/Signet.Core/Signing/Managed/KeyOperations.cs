using System.Globalization;
using Signet.Core.Primitives;
using static Signet.Core.Signing.Managed.WholeSeconds;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// The operations on managed keys that an operator can ask for (<c>signet keys prepare|rotate|activate|retire|revoke</c>). Pure: each one
/// returns what is to be committed and what that breaks, or says why it is impossible.
/// </summary>
internal sealed class KeyOperations(KeyPolicy policy, IReadOnlyList<ManagedKey> keys, DateTimeOffset time)
{
    private readonly DateTimeOffset _now = WholeSeconds.Ceiling(time);

    /// <summary>Makes and publishes the next key of an algorithm, and does not decide when it signs.</summary>
    public Outcome<KeyOperation> Prepare(JwtAlgorithm algorithm) => IsUnused(algorithm, out var reason) ? Refuse(reason)
        : SuccessorOf(algorithm) is { } successor ? Refuse($"the key {successor.KeyId} is already prepared for {algorithm.Name}")
        : new KeyOperation([new KeyTransition.Create(algorithm, _now, SignsFrom: null, IsForced: false, "prepared on demand")], []);

    /// <summary>
    /// Lets the next key sign as early as every verifier knows it; makes it when there is none. A key whose publication has to be confirmed and is not
    /// signs after the publication lead all the same, if the operator accepts that.
    /// </summary>
    public Outcome<KeyOperation> Rotate(JwtAlgorithm algorithm)
    {
        if (IsUnused(algorithm, out var reason))
        {
            return Refuse(reason);
        }

        var transitions = new List<KeyTransition>();
        var consequences = new List<string>();
        DateTimeOffset signs;
        if (SuccessorOf(algorithm) is { } successor)
        {
            var published = successor.PublishedFrom ?? _now;
            var available = policy.AvailableFrom(successor with { PublishedFrom = published });
            signs = Max((available ?? published) + policy.PublicationLead, _now);
            if (successor.SignsFrom <= signs)
            {
                return Refuse($"the key {successor.KeyId} signs from {Text(successor.SignsFrom.Value)} on; it is published since {Text(published)}, and no earlier time is safe");
            }

            var isWaived = successor.IsPublicationWaived || available is null;
            var after = successor with { PublishedFrom = published, SignsFrom = signs, IsPublicationWaived = isWaived };
            transitions.Add(new KeyTransition.Change(successor, after, "rotated on demand"));
            if (available is null)
            {
                consequences.Add(Unconfirmed($"the key {successor.KeyId}", signs));
            }
        }
        else
        {
            signs = _now + policy.PublicationLead;
            transitions.Add(new KeyTransition.Create(algorithm, _now, signs, IsForced: false, "rotated on demand")
            {
                IsPublicationWaived = policy.RequiresConfirmedPublication,
            });
            if (policy.RequiresConfirmedPublication)
            {
                consequences.Add(Unconfirmed("the new key", signs) + "; `signet keys prepare` makes a key that can be published before it is rotated to");
            }
        }

        if (CurrentOf(algorithm) is { } current)
        {
            transitions.Add(new KeyTransition.Change(current, current with { SignsUntil = signs }, "rotated on demand"));
        }

        return new KeyOperation(transitions, consequences);
    }

    /// <summary>Records that the copies of the JWKS which relying parties read have keys. Ids of other keys, and of confirmed ones, change nothing.</summary>
    /// <param name="keyIds">The keys in the copies, which may be those of a replica whose clock is ahead.</param>
    /// <param name="targets">The number of copies.</param>
    public Outcome<KeyOperation> Confirm(IReadOnlyCollection<string> keyIds, long targets) => new KeyOperation(
        [
            .. keys.Where(key => key is { PublicationConfirmedAt: null, EndedAt: null } && key.PublishedFrom <= _now + ClockSkew.Max)
                .Where(key => keyIds.Contains(key.KeyId))
                .Select(key => new KeyTransition.Change(
                    key,
                    key with { PublicationConfirmedAt = _now },
                    string.Create(CultureInfo.InvariantCulture, $"its publication is confirmed ({targets} target{(targets == 1 ? "" : "s")})"))),
        ],
        []);

    /// <summary>Lets a prepared key sign now.</summary>
    public Outcome<KeyOperation> Activate(string keyId)
    {
        if (!Find(keyId).TryGetValue(out var key, out var error))
        {
            return error;
        }

        if (key.StateAt(_now) is not (ManagedKeyState.Next or ManagedKeyState.Pending))
        {
            return Refuse($"the key {keyId} is {Name(key.StateAt(_now))}; only a key that has not signed yet can be activated");
        }

        var published = key.PublishedFrom ?? _now;
        var after = key with { PublishedFrom = published, SignsFrom = _now };
        var consequences = EarlyConsequences(after);
        return new KeyOperation(
            [
                new KeyTransition.Change(key, after with { IsActivationForced = consequences.Count > 0 }, "activated on demand"),
                .. EndSigning(key.Algorithm, keyId),
            ],
            consequences);
    }

    /// <summary>Ends a key that signs no more, before its last token has expired.</summary>
    public Outcome<KeyOperation> Retire(string keyId)
    {
        if (!Find(keyId).TryGetValue(out var key, out var error))
        {
            return error;
        }

        var state = key.StateAt(_now);
        return state is ManagedKeyState.Retired or ManagedKeyState.Revoked ? Refuse($"the key {keyId} is {Name(state)} already")
            : state == ManagedKeyState.Current ? Refuse($"the key {keyId} signs; rotate first, or revoke it")
            : new KeyOperation(
                [new KeyTransition.Change(key, key with { EndedAt = _now }, "retired on demand"), .. KeepSigning(key)],
                state == ManagedKeyState.Previous ? [RefusedTokens(key)] : []);
    }

    /// <summary>
    /// Ends a compromised key at once: its tokens are refused, and another key signs from now on, which verifiers may not know yet.
    /// </summary>
    public Outcome<KeyOperation> Revoke(string keyId)
    {
        if (!Find(keyId).TryGetValue(out var key, out var error))
        {
            return error;
        }

        var state = key.StateAt(_now);
        if (state is ManagedKeyState.Retired or ManagedKeyState.Revoked)
        {
            return Refuse($"the key {keyId} is {Name(state)} already");
        }

        var consequences = new List<string>();
        var transitions = new List<KeyTransition> { new KeyTransition.Change(key, key with { EndedAt = _now, IsRevoked = true }, "revoked") };
        if (state is ManagedKeyState.Current or ManagedKeyState.Previous)
        {
            consequences.Add(RefusedTokens(key));
            consequences.Add($"verifiers that use a cached JWKS accept tokens of it until they fetch it again, at the latest at {Text(_now + policy.MaxAge)} if they honour max-age");
        }

        if (state == ManagedKeyState.Current)
        {
            Replace(key, transitions, consequences);
        }
        else
        {
            transitions.AddRange(KeepSigning(key));
        }

        return new KeyOperation(transitions, consequences);
    }

    private void Replace(ManagedKey revoked, List<KeyTransition> transitions, List<string> consequences)
    {
        const string Reason = "replaces a revoked key";
        if (SuccessorOf(revoked.Algorithm) is not { } successor)
        {
            transitions.Insert(0, new KeyTransition.Create(revoked.Algorithm, _now, _now - ClockSkew.Max, IsForced: true, Reason));
            consequences.Add(UnknownUntil(_now + policy.MaxAge, _now + policy.PublicationLead));
            return;
        }

        var after = successor with { PublishedFrom = successor.PublishedFrom ?? _now, SignsFrom = _now - ClockSkew.Max };
        var early = EarlyConsequences(after);
        transitions.Add(new KeyTransition.Change(successor, after with { IsActivationForced = early.Count > 0 }, Reason));
        consequences.AddRange(early);
    }

    /// <summary>What it breaks that a published key signs now.</summary>
    private IReadOnlyList<string> EarlyConsequences(ManagedKey key)
    {
        if (policy.AvailableFrom(key) is { } available)
        {
            var safe = available + policy.PublicationLead;
            return safe > _now ? [UnknownUntil(available + policy.MaxAge, safe)] : [];
        }

        return [Unconfirmed($"the key {key.KeyId}", _now)];
    }

    private IEnumerable<KeyTransition> EndSigning(JwtAlgorithm algorithm, string except) => keys
        .Where(key => key.Algorithm == algorithm && key.KeyId != except && key.StateAt(_now) == ManagedKeyState.Current)
        .Select(key => new KeyTransition.Change(key, key with { SignsUntil = _now }, $"{except} signs"));

    /// <summary>The keys that were to sign until this one does: without a successor they go on, and the planner makes another one when it is due.</summary>
    private IEnumerable<KeyTransition> KeepSigning(ManagedKey successor) => keys
        .Where(key => key.EndedAt is null && key.SignsUntil > _now && key.SignsUntil == successor.SignsFrom)
        .Select(key => new KeyTransition.Change(key, key with { SignsUntil = null }, $"its successor {successor.KeyId} has ended"));

    private bool IsUnused(JwtAlgorithm algorithm, out string reason)
    {
        reason = $"no token is signed with {algorithm.Name}: the settings have {string.Join(", ", policy.Algorithms.Select(used => used.Name))}";
        return !policy.Algorithms.Contains(algorithm);
    }

    private Outcome<ManagedKey> Find(string keyId) => keys.FirstOrDefault(key => key.KeyId == keyId) is { } key
        ? key
        : StatusErrors.BadRequest($"there is no key {GoText.Quote(keyId)}");

    private ManagedKey? CurrentOf(JwtAlgorithm algorithm) => keys
        .Where(key => key.Algorithm == algorithm && key.StateAt(_now) == ManagedKeyState.Current).MaxBy(key => key.SignsFrom);

    private ManagedKey? SuccessorOf(JwtAlgorithm algorithm) => keys
        .Where(key => key.Algorithm == algorithm && key.StateAt(_now) is ManagedKeyState.Next or ManagedKeyState.Pending).MinBy(key => key.CreatedAt);

    private string RefusedTokens(ManagedKey key) => key.SignsUntil <= _now
        ? $"tokens of the key {key.KeyId} are refused from now on; the last one would have expired at {Text(key.NeededUntil!.Value)}"
        : $"all tokens of the key {key.KeyId} are refused from now on; it has signed since {Text(key.SignsFrom!.Value)}";

    private static string Unconfirmed(string key, DateTimeOffset signs) =>
        $"it is not confirmed that {key} is published (--signing-key-publication-required): from {Text(signs)} on relying parties refuse new tokens unless their copy of the JWKS has it";

    private static string UnknownUntil(DateTimeOffset maxAge, DateTimeOffset safe) =>
        $"verifiers that use a cached JWKS refuse new tokens until they fetch it again: at the latest at {Text(maxAge)} if they honour max-age, others about {Text(safe)}";

    private static Outcome<KeyOperation> Refuse(string reason) => StatusErrors.BadRequest(reason);

    private static string Name(ManagedKeyState state) => state.ToString().ToLowerInvariant();

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
