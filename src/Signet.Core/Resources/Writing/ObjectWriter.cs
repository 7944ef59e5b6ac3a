using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Creates, updates and deletes objects with optimistic concurrency (apiserver, <c>pkg/registry/generic/registry/store.go</c>).
/// When a call returns, its change is durable and visible to every reader of this process; an error was decided from the newest state.
/// </summary>
internal sealed class ObjectWriter(ObjectView view, IObjectStore store, ResourceRegistry registry, IUidSource uids, TimeProvider time)
{
    private readonly GuaranteedWrite _write = new(view, time);

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
    public ValueTask<Outcome<DeleteResult>> DeleteAsync(
        ResourceDefinition resource, ObjectKey key, DeleteRequest request, CancellationToken cancellationToken) =>
        _write.RunAsync(resource, new DeleteAttempt(view, store, resource, key, request).TryAsync, cancellationToken);

    /// <summary>Updates an object; null when it does not exist.</summary>
    internal ValueTask<Outcome<WriteResult?>> TryUpdateAsync(ObjectUpdate update, CancellationToken cancellationToken) =>
        _write.RunAsync(update.Resource, new UpdateAttempt(view, store, update).TryAsync, cancellationToken);
}
