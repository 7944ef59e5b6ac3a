using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>One attempt after the other to change an object. The result is null when there is none.</summary>
internal sealed class UpdateAttempt(
    ObjectView view,
    IObjectStore store,
    ResourceDefinition resource,
    ObjectKey key,
    Func<ObjectDocument, Outcome<ObjectDocument>> change,
    UpdateRules rules,
    WriteRequest request)
{
    public async ValueTask<WriteAttempt<WriteResult?>> TryAsync(CancellationToken cancellationToken)
    {
        if (!view.Require(resource, key).TryGetValue(out var current, out var error))
        {
            return error.Reason == StatusReasons.NotFound ? new WriteAttempt<WriteResult?>.Decided((WriteResult?)null) : Decide(error);
        }

        var before = ObjectDocument.From(current);
        if (!change(before.Clone()).TryGetValue(out var updated, out error))
        {
            return Decide(error);
        }

        // A patch's owners are examined only when admission has seen them.
        var doubledOwners = request.IsPatch || request.Manager is null ? null : OwnerDuplicates.Drop(updated.Metadata, isAdmitted: false);
        if (request.Manager is { } manager)
        {
            FieldTracking.Track(resource, updated, before, manager, request.Now);
        }

        if (request.Admit is { } admit && await admit(updated, before, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return Decide(refused);
        }

        doubledOwners ??= request.IsPatch ? OwnerDuplicates.Drop(updated.Metadata, isAdmitted: true) : null;
        if (UpdatePreparation.Prepare(resource, updated, before, rules, request.IsPatch) is { } invalid)
        {
            return Decide(invalid);
        }

        var warnings = OwnerDuplicates.Warnings(
            doubledOwners, ReferenceEquals(rules, UpdateRules.Whole) ? resource.Strategy.WarningsFor(updated, before) : []);
        return StoredForm.Fit(resource, updated, request, current.Json.Length).TryGetValue(out var bytes, out var tooLarge)
            ? await StoreAsync(current, before, updated, bytes, warnings, cancellationToken).ConfigureAwait(false)
            : Decide(tooLarge);
    }

    private async ValueTask<WriteAttempt<WriteResult?>> StoreAsync(
        StoredObject current, ObjectDocument before, ObjectDocument updated, byte[] bytes, IReadOnlyList<string> warnings, CancellationToken cancellationToken)
    {
        var ends = updated.Metadata.IsBeingDeleted && updated.Metadata.Finalizers.Count == 0 &&
            (updated.Metadata.DeletionGracePeriodSeconds ?? 0) == 0 && !resource.Strategy.IsHeld(updated);
        var answer = StoredObjectReader.Read(bytes, current.Revision).Json;
        if (request.IsDryRun || (!ends && IsUnchanged(updated, before, answer, current)))
        {
            return new WriteAttempt<WriteResult?>.Decided(new WriteResult(request.IsDryRun ? answer : current.Json, current.Uid, warnings));
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
                await view.WaitForAsync(success.Revision, cancellationToken).ConfigureAwait(false);
                var json = ends ? answer : StoredObjectReader.Read(bytes, success.Revision).Json;
                return new WriteAttempt<WriteResult?>.Committed(new WriteResult(json, current.Uid, warnings));
            case CommitResult.Conflict conflict when CommitGuards.Check(resource, key.Name, request.Guards, conflict) is { } changed:
                return new WriteAttempt<WriteResult?>.Refused(changed);
            default:
                return new WriteAttempt<WriteResult?>.Conflicted(key.Name);
        }
    }

    /// <summary>Whether nothing would change but the times at which fields changed hands.</summary>
    private bool IsUnchanged(ObjectDocument updated, ObjectDocument before, ReadOnlyMemory<byte> answer, StoredObject current) =>
        answer.Span.SequenceEqual(current.Json.Span) ||
        (ManagedFieldsTimes.TryRestore(updated.Metadata, before.Metadata) &&
            StoredObjectReader.Read(StoredForm.Write(resource, updated), current.Revision).Json.Span.SequenceEqual(current.Json.Span));

    private static WriteAttempt<WriteResult?>.Decided Decide(StatusError error) => new(error);
}
