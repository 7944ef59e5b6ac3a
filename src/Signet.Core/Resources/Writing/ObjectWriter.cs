using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.Validation;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Creates, changes and deletes objects with optimistic concurrency (apiserver, <c>pkg/registry/generic/registry/store.go</c>).
/// When a call returns, its change is durable and every reader of this process sees it.
/// </summary>
public sealed class ObjectWriter(ObjectCache cache, IObjectStore store, IUidSource uids)
{
    private const int GeneratedNameAttempts = 8;

    /// <summary>Creates an object whose defaults have been applied and whose namespace is that of the request.</summary>
    public async ValueTask<Outcome<WriteResult>> CreateAsync(
        ResourceDefinition resource, ObjectDocument document, WriteRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var candidate = document.Clone();
            var doubledOwners = request.Manager is null ? null : OwnerDuplicates.Drop(candidate.Metadata, isAdmitted: false);
            if (request.Manager is { } manager)
            {
                FieldTracking.Track(resource, candidate, current: null, manager, request.Now);
            }

            var guard = NamespaceGuard(resource, candidate);
            if (request.Admit is { } admit && await admit(candidate, null, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            if (PrepareNew(resource, candidate, request.Now) is { } invalid)
            {
                return invalid;
            }

            var warnings = Warnings(doubledOwners, resource.Strategy.WarningsFor(candidate, current: null));
            if (!StoredForm.Fit(resource, candidate, request, before: 0).TryGetValue(out var bytes, out var tooLarge))
            {
                return tooLarge;
            }

            if (request.IsDryRun)
            {
                return await ExistingAsync(resource, candidate.Key, cancellationToken).ConfigureAwait(false) is { } existing
                    ? AlreadyExists(resource, existing)
                    : new WriteResult(bytes, candidate.Metadata.Uid, warnings) { IsCreated = true };
            }

            var key = resource.StorageKey(candidate.Key);
            var commit = new Commit([new Compare(key, Revision.Zero), .. guard, .. request.Guards], [new StoreOperation.Put(key, resource.ToStored(bytes))]);
            switch (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                case CommitResult.Success success:
                    return new WriteResult(
                        await MadeVisibleAsync(bytes, success.Revision, cancellationToken).ConfigureAwait(false), candidate.Metadata.Uid, warnings)
                    {
                        IsCreated = true,
                    };
                case CommitResult.Conflict conflict when conflict.Current.FirstOrDefault(value => value.Key == key) is { } existing:
                    if (document.Metadata.Name.Length > 0 || attempt == GeneratedNameAttempts)
                    {
                        return AlreadyExists(resource, resource.ReadStored(existing.Value.Span, existing.Modified));
                    }

                    break;
                case CommitResult.Conflict conflict when CommitGuards.Check(resource, candidate.Metadata.Name, request.Guards, conflict) is { } changed:
                    return changed;
                default:
                    // The namespace has changed since it was looked at: once the cache knows, look again.
                    await cache.WaitForAsync(await store.GetRevisionAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
                        .ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>Changes an object; <paramref name="change"/> makes the new state of the current one and is called again when somebody else was faster.</summary>
    public async ValueTask<Outcome<WriteResult>> UpdateAsync(
        ResourceDefinition resource,
        ObjectKey key,
        Func<ObjectDocument, Outcome<ObjectDocument>> change,
        UpdateRules rules,
        WriteRequest request,
        CancellationToken cancellationToken)
    {
        var current = await ExistingAsync(resource, key, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (current is null)
            {
                return StatusErrors.NotFound(resource.GroupResource, key.Name);
            }

            var before = ObjectDocument.From(current);
            if (!change(before.Clone()).TryGetValue(out var updated, out var error))
            {
                return error;
            }

            // A patch's owners are looked at only when admission has seen them.
            var doubledOwners = request.IsPatch || request.Manager is null ? null : OwnerDuplicates.Drop(updated.Metadata, isAdmitted: false);
            if (request.Manager is { } manager)
            {
                FieldTracking.Track(resource, updated, before, manager, request.Now);
            }

            if (request.Admit is { } admit && await admit(updated, before, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            doubledOwners ??= request.IsPatch ? OwnerDuplicates.Drop(updated.Metadata, isAdmitted: true) : null;

            if (UpdatePreparation.Prepare(resource, updated, before, rules, request.IsPatch) is { } invalid)
            {
                return invalid;
            }

            var warnings = Warnings(doubledOwners, ReferenceEquals(rules, UpdateRules.Whole) ? resource.Strategy.WarningsFor(updated, before) : []);
            var ends = updated.Metadata.IsBeingDeleted && updated.Metadata.Finalizers.Count == 0 &&
                (updated.Metadata.DeletionGracePeriodSeconds ?? 0) == 0 && !resource.Strategy.IsHeld(updated);
            if (!StoredForm.Fit(resource, updated, request, current.Json.Length).TryGetValue(out var bytes, out var tooLarge))
            {
                return tooLarge;
            }

            var answer = StoredObjectReader.Read(bytes, current.Revision).Json;
            if (request.IsDryRun || (!ends && IsUnchanged(resource, updated, before, answer, current)))
            {
                return new WriteResult(request.IsDryRun ? answer : current.Json, current.Uid, warnings);
            }

            var storageKey = resource.StorageKey(key);
            StoreOperation operation = ends ? new StoreOperation.Delete(storageKey) : new StoreOperation.Put(storageKey, resource.ToStored(bytes));
            var commit = new Commit([new Compare(storageKey, current.Revision), .. request.Guards], [operation])
            {
                MayUseReserve = ends || DiskReserveRule.Allows(updated, before, rules) || answer.Length < current.Json.Length,
            };
            switch (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                case CommitResult.Success success:
                    var json = await MadeVisibleAsync(bytes, success.Revision, cancellationToken).ConfigureAwait(false);
                    return new WriteResult(ends ? answer : json, current.Uid, warnings);
                case CommitResult.Conflict conflict when CommitGuards.Check(resource, key.Name, request.Guards, conflict) is { } changed:
                    return changed;
                case CommitResult.Conflict conflict:
                    current = NewestOf(resource, conflict, storageKey);
                    break;
            }
        }
    }

    private static IReadOnlyList<string> Warnings(string? doubledOwners, IReadOnlyList<string> ofKind) =>
        doubledOwners is null ? ofKind : [doubledOwners, .. ofKind];

    /// <summary>Whether nothing would change but the times at which fields changed hands.</summary>
    private static bool IsUnchanged(
        ResourceDefinition resource, ObjectDocument updated, ObjectDocument before, ReadOnlyMemory<byte> answer, StoredObject current) =>
        answer.Span.SequenceEqual(current.Json.Span) ||
        (ManagedFieldsTimes.TryRestore(updated.Metadata, before.Metadata) &&
            StoredObjectReader.Read(StoredForm.Write(resource, updated), current.Revision).Json.Span.SequenceEqual(current.Json.Span));

    /// <summary>Deletes an object, or begins to.</summary>
    public async ValueTask<Outcome<DeleteResult>> DeleteAsync(
        ResourceDefinition resource, ObjectKey key, DeleteRequest request, CancellationToken cancellationToken)
    {
        var current = await ExistingAsync(resource, key, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (current is null)
            {
                return StatusErrors.NotFound(resource.GroupResource, key.Name);
            }

            if (DeletionPlan.CheckPreconditions(resource, current, request) is { } failed)
            {
                return failed;
            }

            if (request.Admit is { } admit && await admit(ObjectDocument.From(current), cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            var plan = DeletionPlan.Make(resource, current, request);
            var answer = StoredObjectReader.Read(StoredForm.Write(resource, plan.State), current.Revision).Json;
            if (request.IsDryRun || plan.Step == DeletionStep.Nothing)
            {
                return new DeleteResult(answer, current.Uid, plan.Step is DeletionStep.Remove or DeletionStep.MarkAndRemove);
            }

            var storageKey = resource.StorageKey(key);
            var bytes = StoredForm.Write(resource, plan.State);
            StoreOperation operation = plan.Step == DeletionStep.Remove
                ? new StoreOperation.Delete(storageKey)
                : new StoreOperation.Put(storageKey, resource.ToStored(bytes));
            var commit = new Commit([new Compare(storageKey, current.Revision), .. request.Guards], [operation]) { MayUseReserve = true };
            switch (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                case CommitResult.Success success when plan.Step == DeletionStep.MarkAndRemove:
                    current = StoredObjectReader.Read(bytes, success.Revision);

                    // The decision has been committed: what it was made from may change now.
                    request = request with { ResourceVersion = null, Guards = [] };
                    break;
                case CommitResult.Success success:
                    var json = await MadeVisibleAsync(bytes, success.Revision, cancellationToken).ConfigureAwait(false);
                    return plan.Step == DeletionStep.Remove
                        ? new DeleteResult(answer, current.Uid, IsGone: true)
                        : new DeleteResult(json, current.Uid, IsGone: false);
                case CommitResult.Conflict conflict when CommitGuards.Check(resource, key.Name, request.Guards, conflict) is { } changed:
                    return changed;
                case CommitResult.Conflict conflict:
                    current = NewestOf(resource, conflict, storageKey);
                    break;
            }
        }
    }

    private StatusError? PrepareNew(ResourceDefinition resource, ObjectDocument created, DateTimeOffset now)
    {
        created.StampNew(uids.Next(), now);
        GeneratedNames.Fill(created.Metadata);
        resource.Strategy.ApplyDefaults(created);
        resource.Strategy.PrepareForCreate(created);
        if (!resource.Namespaced)
        {
            created.Metadata.Namespace = "";
        }

        var errors = new List<FieldError>();
        MetadataRules.Check(created.Metadata, resource.Namespaced, resource.Strategy.CheckName, errors);
        if (resource.Strategy.ChecksFinalizerDomains)
        {
            FinalizerRules.CheckDomains(created.Metadata.Finalizers, errors);
        }

        resource.Strategy.Validate(created, errors);
        if (errors.Count > 0)
        {
            return StatusErrors.Invalid(resource.Kind.GroupKind, created.Metadata.Name, errors);
        }

        return created.Metadata.ResourceVersion.Length > 0
            ? StatusErrors.Unclassified("resourceVersion should not be set on objects to be created")
            : null;
    }

    /// <summary>
    /// A new object needs its namespace to be as it was before admission looked at it, so none is left behind in one that ends.
    /// </summary>
    private Compare[] NamespaceGuard(ResourceDefinition resource, ObjectDocument created)
    {
        if (!resource.Namespaced)
        {
            return [];
        }

        var key = new ObjectKey("", created.Metadata.Namespace);
        var ns = cache[KubernetesKinds.Namespaces].Find(key);
        return [new Compare(KubernetesKinds.Namespaces.StorageKey(key), ns?.Revision ?? Revision.Zero)];
    }

    /// <summary>The cache's state of an object; only the store itself is believed when it says that there is none.</summary>
    private async ValueTask<StoredObject?> ExistingAsync(ResourceDefinition resource, ObjectKey key, CancellationToken cancellationToken)
    {
        if (cache[resource].Find(key) is { } cached)
        {
            return cached;
        }

        var value = await store.GetAsync(resource.StorageKey(key), cancellationToken).ConfigureAwait(false);
        return value is null ? null : resource.ReadStored(value.Value.Span, value.Modified);
    }

    private async ValueTask<ReadOnlyMemory<byte>> MadeVisibleAsync(byte[] bytes, Revision revision, CancellationToken cancellationToken)
    {
        await cache.WaitForAsync(revision, cancellationToken).ConfigureAwait(false);
        return StoredObjectReader.Read(bytes, revision).Json;
    }

    private static StoredObject? NewestOf(ResourceDefinition resource, CommitResult.Conflict conflict, string storageKey) =>
        conflict.Current.FirstOrDefault(value => value.Key == storageKey) is { } newest
            ? resource.ReadStored(newest.Value.Span, newest.Modified)
            : null;

    private static StatusError AlreadyExists(ResourceDefinition resource, StoredObject existing)
    {
        var error = StatusErrors.AlreadyExists(resource.GroupResource, existing.Key.Name);
        return existing.DeletionTimestamp is null ? error : error with { Message = "object is being deleted: " + error.Message };
    }
}
