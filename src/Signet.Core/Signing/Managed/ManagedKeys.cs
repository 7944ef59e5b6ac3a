using Signet.Core.Primitives;

namespace Signet.Core.Signing.Managed;

/// <summary>
/// Changes the managed keys of a store, by compare-and-swap of their record. Replicas may call it at the same time; when the answer of a commit
/// was lost, the next call finds what was written.
/// </summary>
internal sealed class ManagedKeys(ManagedKeyStore store, IKeyPairs pairs, KeyPolicy policy, TimeProvider time)
{
    private const int MaxConflicts = 16;

    /// <summary>The policy of this replica.</summary>
    public KeyPolicy Policy => policy;

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ManagedKeyException">They cannot be opened.</exception>
    public ValueTask<StoredKeys> LoadAsync(CancellationToken cancellationToken) => store.LoadAsync(cancellationToken);

    /// <summary>Carries out what is due.</summary>
    /// <returns>What was done; empty when nothing was due.</returns>
    public async ValueTask<KeyChange> RunDueAsync(CancellationToken cancellationToken) =>
        (await ChangeAsync(keys => new KeyOperation(KeyPlanner.Plan(policy, keys, time.GetUtcNow()), []), cancellationToken).ConfigureAwait(false)).Value;

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
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was done; or why not: a 400 when it is impossible, a 409 with the consequences when it needs a confirmation.</returns>
    public ValueTask<Outcome<KeyChange>> OperateAsync(
        Func<KeyOperations, Outcome<KeyOperation>> operation, bool isConfirmed, CancellationToken cancellationToken) => ChangeAsync(
        keys =>
        {
            var decided = operation(new KeyOperations(policy, keys, time.GetUtcNow()));
            return !decided.IsSuccess || isConfirmed || decided.Value.Consequences.Count == 0
                ? decided
                : StatusErrors.Conflict(new GroupResource("tokens.signet.dev", "signingkeys"), "", $"it has to be confirmed: {string.Join("; ", decided.Value.Consequences)}");
        },
        cancellationToken);

    /// <summary>Seals the private halves with the first key-encryption key, so that the others are not needed any more.</summary>
    public async ValueTask<KeyChange> ResealAsync(CancellationToken cancellationToken)
    {
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var loaded = await store.LoadAsync(cancellationToken).ConfigureAwait(false);
            if (loaded.Keys.Count == 0 || ReferenceEquals(loaded.Opening, store.Sealing))
            {
                return new KeyChange([], loaded);
            }

            var keys = store.Reseal(loaded);
            if (await TryReplaceAsync(loaded, keys, cancellationToken).ConfigureAwait(false) is { } after)
            {
                return new KeyChange([], after);
            }
        }

        throw Conflicts();
    }

    private async ValueTask<Outcome<KeyChange>> ChangeAsync(
        Func<IReadOnlyList<ManagedKey>, Outcome<KeyOperation>> decide, CancellationToken cancellationToken)
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

            var keys = runner.Apply(before, operation.Transitions, policy, time.GetUtcNow());
            if (await TryReplaceAsync(loaded, keys, cancellationToken).ConfigureAwait(false) is { } after)
            {
                return new KeyChange(operation.Transitions, after) { Consequences = operation.Consequences };
            }
        }

        throw Conflicts();
    }

    private async ValueTask<StoredKeys?> TryReplaceAsync(StoredKeys loaded, IReadOnlyList<ManagedKey> keys, CancellationToken cancellationToken)
    {
        var set = new ManagedKeySet(keys, policy.DefaultAlgorithm);
        return await store.TryReplaceAsync(loaded, set, cancellationToken).ConfigureAwait(false) is { } revision
            ? new StoredKeys(keys, revision, store.Sealing) { DefaultAlgorithm = policy.DefaultAlgorithm }
            : null;
    }

    private static InvalidOperationException Conflicts() =>
        new($"{ManagedKeyRecord.StorageKey} was changed by other replicas {MaxConflicts} times in a row");
}
