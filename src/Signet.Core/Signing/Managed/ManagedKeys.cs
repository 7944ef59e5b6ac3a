using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// Changes the managed keys of a store, by compare-and-swap of their record. Replicas may call it at the same time; when the answer of a commit
/// was lost, the next call finds what was written.
/// </summary>
internal sealed class ManagedKeys(ManagedKeyStore store, IKeyPairs pairs, KeyPolicy policy, TimeProvider time)
{
    private const int MaxConflicts = 16;
    private static readonly GroupResource Resource = new("tokens.signet.dev", "signingkeys");

    /// <summary>The policy of this replica.</summary>
    public KeyPolicy Policy => policy;

    /// <summary>Whether other processes can change the keys, and use the former ones for a moment.</summary>
    public bool IsShared => store.IsShared;

    /// <summary>The same keys, read and changed through another view of their store.</summary>
    public ManagedKeys Over(IObjectStore other) => new(store.Over(other), pairs, policy, time);

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ManagedKeyException">They cannot be opened.</exception>
    public ValueTask<StoredKeys> LoadAsync(CancellationToken cancellationToken) => store.LoadAsync(cancellationToken);

    /// <summary>Carries out what is due.</summary>
    /// <returns>What was done; empty when nothing was due.</returns>
    /// <exception cref="InvalidOperationException">Other replicas changed the keys each time.</exception>
    public async ValueTask<KeyChange> RunDueAsync(CancellationToken cancellationToken)
    {
        var done = await ChangeAsync(
            keys => new KeyOperation(KeyPlanner.Plan(policy, keys, time.GetUtcNow()), []), isDryRun: false, cancellationToken).ConfigureAwait(false);
        return done.TryGetValue(out var change, out var error) ? change : throw new InvalidOperationException(error.Message);
    }

    /// <summary>Takes over a private key that signed before; nothing happens when there are managed keys already.</summary>
    /// <param name="algorithm">Its algorithm.</param>
    /// <param name="publicKey">Its public half.</param>
    /// <param name="privateKey">Its private half (PKCS#8, DER).</param>
    /// <param name="maxLifetime">The maximum lifetime of its tokens until now.</param>
    /// <param name="former">Records of keys that signed before it, without private halves: their windows stay.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was done; empty when nothing was.</returns>
    public async ValueTask<KeyChange> TakeOverAsync(
        JwtAlgorithm algorithm,
        VerificationKey publicKey,
        ReadOnlyMemory<byte> privateKey,
        TimeSpan maxLifetime,
        IReadOnlyList<ManagedKey> former,
        CancellationToken cancellationToken)
    {
        var loaded = await store.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (loaded.Keys.Count > 0)
        {
            return new KeyChange([], loaded);
        }

        var key = new KeyTransitionRunner(pairs, store.Sealing).TakeOver(algorithm, publicKey, privateKey.Span, maxLifetime, policy, time.GetUtcNow());
        IReadOnlyList<ManagedKey> keys = [.. former.Select(one => one with { IsTakenOver = true }), key];
        return await TryReplaceAsync(loaded, keys, cancellationToken).ConfigureAwait(false) is { } after
            ? new KeyChange([new KeyTransition.Change(key, key, "taken over: it signed before")], after)
            : new KeyChange([], await store.LoadAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Carries out an operation of an operator.</summary>
    /// <param name="operation">Decides what is to be done; called again when the keys have changed meanwhile.</param>
    /// <param name="isConfirmed">Whether the operator accepts what it breaks.</param>
    /// <param name="isDryRun">Whether it is only decided: then the result has the transitions, and the keys as they are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// What was done; or why not: a 400 when it is impossible, a 409 whose causes are the consequences when it needs a confirmation, a 409 when other
    /// replicas changed the keys each time.
    /// </returns>
    public ValueTask<Outcome<KeyChange>> OperateAsync(
        Func<KeyOperations, Outcome<KeyOperation>> operation, bool isConfirmed, bool isDryRun, CancellationToken cancellationToken) => ChangeAsync(
        keys =>
        {
            var decided = operation(new KeyOperations(policy, keys, time.GetUtcNow()));
            return !decided.IsSuccess || isConfirmed || decided.Value.Consequences.Count == 0
                ? decided
                : Confirmation.Require(Resource, decided.Value.Consequences);
        },
        isDryRun,
        cancellationToken);

    /// <summary>Seals the private halves with the first key-encryption key, so that the others are not needed any more.</summary>
    /// <param name="isDryRun">Whether it is only decided: then the result has the transitions, and the keys as they are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was done, a transition for each key; empty when nothing was to be done. A 409 when other replicas changed the keys each time.</returns>
    public async ValueTask<Outcome<KeyChange>> ResealAsync(bool isDryRun, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var loaded = await store.LoadAsync(cancellationToken).ConfigureAwait(false);
            if (loaded.Keys.Count == 0 || ReferenceEquals(loaded.Opening, store.Sealing))
            {
                return new KeyChange([], loaded);
            }

            var keys = store.Reseal(loaded);
            var reason = $"sealed with the key-encryption key {store.Sealing.Name} instead of {loaded.Opening.Name}";
            IReadOnlyList<KeyTransition> transitions = [.. loaded.Keys.Zip(keys, (before, after) => new KeyTransition.Change(before, after, reason))];
            if (isDryRun)
            {
                return new KeyChange(transitions, loaded);
            }

            if (await TryReplaceAsync(loaded, keys, cancellationToken).ConfigureAwait(false) is { } after)
            {
                return new KeyChange(transitions, after);
            }
        }

        return Conflicts();
    }

    private async ValueTask<Outcome<KeyChange>> ChangeAsync(
        Func<IReadOnlyList<ManagedKey>, Outcome<KeyOperation>> decide, bool isDryRun, CancellationToken cancellationToken)
    {
        var runner = new KeyTransitionRunner(pairs, store.Sealing);
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var loaded = await store.LoadAsync(cancellationToken).ConfigureAwait(false);
            var before = store.Reseal(loaded);
            if (!decide(before).TryGetValue(out var operation, out var error))
            {
                return error;
            }

            if (operation.Transitions.Count == 0)
            {
                return new KeyChange([], loaded);
            }

            if (isDryRun)
            {
                return new KeyChange(operation.Transitions, loaded) { Consequences = operation.Consequences };
            }

            var keys = runner.Apply(before, operation.Transitions, policy, time.GetUtcNow());
            if (await TryReplaceAsync(loaded, keys, cancellationToken).ConfigureAwait(false) is { } after)
            {
                return new KeyChange(operation.Transitions, after) { Consequences = operation.Consequences };
            }
        }

        return Conflicts();
    }

    private async ValueTask<StoredKeys?> TryReplaceAsync(StoredKeys loaded, IReadOnlyList<ManagedKey> keys, CancellationToken cancellationToken)
    {
        var set = new ManagedKeySet(keys, policy.DefaultAlgorithm);
        return await store.TryReplaceAsync(loaded, set, cancellationToken).ConfigureAwait(false) is { } revision
            ? new StoredKeys(keys, revision, store.Sealing) { DefaultAlgorithm = policy.DefaultAlgorithm }
            : null;
    }

    private static StatusError Conflicts() => StatusErrors.Conflict(
        Resource, "", $"{ManagedKeyRecord.StorageKey} was changed by other replicas {MaxConflicts} times in a row; nothing was done, try again");
}
