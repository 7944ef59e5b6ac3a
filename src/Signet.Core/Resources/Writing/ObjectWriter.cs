using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Creates, changes and deletes objects with optimistic concurrency (apiserver, <c>pkg/registry/generic/registry/store.go</c>).
/// When a call returns, its change is durable and every reader of this process sees it; a refusal was decided from the newest state.
/// </summary>
internal sealed class ObjectWriter(ObjectView view, IObjectStore store, ResourceRegistry registry, IUidSource uids, TimeProvider time)
{
    private readonly GuaranteedWrite _write = new(view, time);

    /// <summary>The clock of what repeats writes.</summary>
    internal TimeProvider Time => time;

    /// <summary>Creates an object whose defaults have been applied and whose namespace is that of the request.</summary>
    public ValueTask<Outcome<WriteResult>> CreateAsync(
        ResourceDefinition resource, ObjectDocument document, WriteRequest request, CancellationToken cancellationToken) =>
        _write.RunAsync(resource, new CreateAttempt(view, store, registry.Namespaces, uids, resource, document, request).TryAsync, cancellationToken);

    /// <summary>
    /// Changes an object; <paramref name="change"/> makes the new state of the current one and is called again when the object has changed
    /// meanwhile.
    /// </summary>
    public async ValueTask<Outcome<WriteResult>> UpdateAsync(
        ResourceDefinition resource,
        ObjectKey key,
        Func<ObjectDocument, Outcome<ObjectDocument>> change,
        UpdateRules rules,
        WriteRequest request,
        CancellationToken cancellationToken) =>
        (await TryUpdateAsync(resource, key, change, rules, request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var result, out var error)
            ? result is null ? StatusErrors.NotFound(resource.GroupResource, key.Name) : result
            : error;

    /// <summary>Deletes an object, or begins to.</summary>
    public ValueTask<Outcome<DeleteResult>> DeleteAsync(
        ResourceDefinition resource, ObjectKey key, DeleteRequest request, CancellationToken cancellationToken) =>
        _write.RunAsync(resource, new DeleteAttempt(view, store, resource, key, request).TryAsync, cancellationToken);

    /// <summary>Changes an object like <see cref="UpdateAsync"/>; null when there is none.</summary>
    internal ValueTask<Outcome<WriteResult?>> TryUpdateAsync(
        ResourceDefinition resource,
        ObjectKey key,
        Func<ObjectDocument, Outcome<ObjectDocument>> change,
        UpdateRules rules,
        WriteRequest request,
        CancellationToken cancellationToken) =>
        _write.RunAsync(resource, new UpdateAttempt(view, store, resource, key, change, rules, request).TryAsync, cancellationToken);
}
