using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>The attempts of one update. The result is null when the object does not exist.</summary>
internal sealed class UpdateAttempt(ObjectView view, IObjectStore store, ObjectUpdate update)
{
    private readonly ResourceDefinition _resource = update.Resource;
    private readonly WriteRequest _request = update.Request;

    public async ValueTask<WriteAttempt<WriteResult?>> TryAsync(CancellationToken cancellationToken)
    {
        if (!view.Require(_resource, update.Key).TryGetValue(out var current, out var error))
        {
            return error.Reason == StatusReasons.NotFound ? new WriteAttempt<WriteResult?>.Decided((WriteResult?)null) : Decide(error);
        }

        var before = ObjectDocument.From(current);
        if (!update.Change(before.Clone()).TryGetValue(out var updated, out error))
        {
            return Decide(error);
        }

        // The owner references of a patch are checked after admission.
        var duplicateOwners = _request.IsPatch || _request.Manager is null ? null : OwnerDuplicates.Drop(updated.Metadata, isAdmitted: false);
        if (_request.Manager is { } manager)
        {
            FieldTracking.Track(_resource, updated, before, manager, _request.Now);
        }

        if (_request.Admit is { } admit && await admit(updated, before, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return Decide(refused);
        }

        duplicateOwners ??= _request.IsPatch ? OwnerDuplicates.Drop(updated.Metadata, isAdmitted: true) : null;
        if (UpdatePreparation.Prepare(_resource, updated, before, update.Scope, _request.IsPatch) is { } invalid)
        {
            return Decide(invalid);
        }

        var warnings = OwnerDuplicates.Warnings(
            duplicateOwners, update.Scope == UpdateScope.Whole ? _resource.Strategy.WarningsFor(updated, before) : []);
        return StoredForm.Fit(_resource, updated, _request, current.Json.Length).TryGetValue(out var bytes, out var tooLarge)
            ? await StoreAsync(current, before, updated, bytes, warnings, cancellationToken).ConfigureAwait(false)
            : Decide(tooLarge);
    }

    private async ValueTask<WriteAttempt<WriteResult?>> StoreAsync(
        StoredObject current, ObjectDocument before, ObjectDocument updated, byte[] bytes, IReadOnlyList<string> warnings, CancellationToken cancellationToken)
    {
        var ends = updated.Metadata.IsBeingDeleted && updated.Metadata.Finalizers.Count == 0 &&
            (updated.Metadata.DeletionGracePeriodSeconds ?? 0) == 0 && !_resource.Strategy.Delete.IsHeld(updated);
        var answer = StoredObjectReader.Read(bytes, current.Revision).Json;
        if (_request.IsDryRun || (!ends && IsUnchanged(updated, before, answer, current)))
        {
            return new WriteAttempt<WriteResult?>.Decided(new WriteResult(_request.IsDryRun ? answer : current.Json, current.Uid, warnings));
        }

        var storageKey = _resource.StorageKey(update.Key);
        StoreOperation operation = ends ? new StoreOperation.Delete(storageKey) : new StoreOperation.Put(storageKey, _resource.ToStored(bytes));
        var commit = new Commit([new Compare(storageKey, current.Revision), .. _request.Guards], [operation])
        {
            MayUseReserve = ends || DiskReserveRule.Allows(updated, before, update.Scope) || answer.Length < current.Json.Length,
        };
        switch (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
        {
            case CommitResult.Success success:
                await view.WaitForAsync(success.Revision, cancellationToken).ConfigureAwait(false);
                var json = ends ? answer : StoredObjectReader.Read(bytes, success.Revision).Json;
                return new WriteAttempt<WriteResult?>.Committed(new WriteResult(json, current.Uid, warnings) { IsGone = ends });
            case CommitResult.Conflict conflict when CommitGuards.Check(_resource, update.Key.Name, _request.Guards, conflict) is { } changed:
                return new WriteAttempt<WriteResult?>.Refused(changed);
            default:
                return new WriteAttempt<WriteResult?>.Conflicted(update.Key.Name);
        }
    }

    /// <summary>Whether the update changes at most the times in managedFields.</summary>
    private bool IsUnchanged(ObjectDocument updated, ObjectDocument before, ReadOnlyMemory<byte> answer, StoredObject current) =>
        answer.Span.SequenceEqual(current.Json.Span) ||
        (ManagedFieldsTimes.TryRestore(updated.Metadata, before.Metadata) &&
            StoredObjectReader.Read(StoredForm.Write(_resource, updated), current.Revision).Json.Span.SequenceEqual(current.Json.Span));

    private static WriteAttempt<WriteResult?>.Decided Decide(StatusError error) => new(error);
}
