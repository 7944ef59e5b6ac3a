using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Creates, updates and deletes objects with optimistic concurrency (apiserver, <c>pkg/registry/generic/registry/store.go</c>).
/// When a call returns, its change is durable and visible to every reader of this process, and no other process issues a token for what it removed; an error
/// was decided from the newest state.
/// </summary>
internal sealed class ObjectWriter(ObjectView view, IObjectStore store, ResourceRegistry registry, IUidSource uids, TimeProvider time)
{
    /// <summary>The number of concurrent deletions of a collection; the store commits them together.</summary>
    private const int Workers = 16;

    private readonly GuaranteedWrite _write = new(view, time);
    private readonly IssuingWindow _issuing = new(!store.IsExclusive, time);

    /// <summary>Whether results are answered to clients. A controller's are not, so its removals do not wait for <see cref="IssuingWindow"/>.</summary>
    public bool HasClients { get; init; } = true;

    /// <summary>The clock of the backoff between attempts.</summary>
    internal TimeProvider Time => time;

    /// <summary>Creates an object whose defaults have been applied and whose namespace is that of the request.</summary>
    public ValueTask<Outcome<WriteResult>> CreateAsync(
        ResourceDefinition resource, ObjectDocument document, WriteRequest request, CancellationToken cancellationToken) =>
        _write.RunAsync(
            resource, new CreateAttempt(view, store, registry.Namespaces, uids, new(resource, document, request)).TryAsync, cancellationToken);

    /// <summary>
    /// Updates an object; <paramref name="change"/> makes the new state of the current one and is called again after a conflict. A 404 when the
    /// object does not exist.
    /// </summary>
    public async ValueTask<Outcome<WriteResult>> UpdateAsync(
        ResourceDefinition resource,
        ObjectKey key,
        Func<ObjectDocument, Outcome<ObjectDocument>> change,
        UpdateScope scope,
        WriteRequest request,
        CancellationToken cancellationToken) =>
        (await TryUpdateAsync(new(resource, key, change, scope, request), cancellationToken).ConfigureAwait(false)).TryGetValue(out var result, out var error)
            ? result is null ? StatusErrors.NotFound(resource.GroupResource, key.Name) : result
            : error;

    /// <summary>Deletes an object, or begins its deletion when it has finalizers or a grace period.</summary>
    public async ValueTask<Outcome<DeleteResult>> DeleteAsync(
        ResourceDefinition resource, ObjectKey key, DeleteRequest request, CancellationToken cancellationToken)
    {
        var outcome = await BeginDeleteAsync(resource, key, request, cancellationToken).ConfigureAwait(false);

        // An object that is not found may have been removed a moment ago, by an attempt of this client whose answer was lost.
        if (!request.IsDryRun && (outcome.TryGetValue(out var deleted, out var error) ? deleted.IsGone : error.Reason == StatusReasons.NotFound))
        {
            await EndTokensAsync(resource, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>
    /// Deletes objects, or begins their deletion; those that do not exist any more are left out. Not a transaction: after a failure some are deleted.
    /// </summary>
    /// <returns>The failure of the first object in the list whose deletion failed, or null.</returns>
    public async ValueTask<StatusError?> DeleteAllAsync(
        ResourceDefinition resource, IReadOnlyList<ObjectKey> keys, DeleteRequest request, CancellationToken cancellationToken)
    {
        var failures = new StatusError?[keys.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken };
        var hasFailed = 0;
        await Parallel.ForAsync(0, keys.Count, parallel, async (index, token) =>
        {
            if (Volatile.Read(ref hasFailed) == 0 &&
                (await BeginDeleteAsync(resource, keys[index], request, token).ConfigureAwait(false)).Error is { Code: not 404 } failure)
            {
                failures[index] = failure;
                Volatile.Write(ref hasFailed, 1);
            }
        }).ConfigureAwait(false);
        if (!request.IsDryRun)
        {
            await EndTokensAsync(resource, cancellationToken).ConfigureAwait(false);
        }

        return Array.Find(failures, failure => failure is not null);
    }

    /// <summary>Updates an object; null when it does not exist.</summary>
    internal async ValueTask<Outcome<WriteResult?>> TryUpdateAsync(ObjectUpdate update, CancellationToken cancellationToken)
    {
        var outcome = await _write.RunAsync(update.Resource, new UpdateAttempt(view, store, update).TryAsync, cancellationToken).ConfigureAwait(false);
        if (outcome.TryGetValue(out var result, out _) && result is { IsGone: true })
        {
            await EndTokensAsync(update.Resource, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    private ValueTask<Outcome<DeleteResult>> BeginDeleteAsync(
        ResourceDefinition resource, ObjectKey key, DeleteRequest request, CancellationToken cancellationToken) =>
        _write.RunAsync(resource, new DeleteAttempt(view, store, resource, key, request).TryAsync, cancellationToken);

    private ValueTask EndTokensAsync(ResourceDefinition resource, CancellationToken cancellationToken) =>
        HasClients && resource.Strategy.Traits.HasTokens ? _issuing.CloseAsync(cancellationToken) : ValueTask.CompletedTask;
}
