using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>The attempts of one deletion, each of which makes the next step of a <see cref="DeletionPlan"/>.</summary>
internal sealed class DeleteAttempt(ObjectView view, IObjectStore store, ResourceDefinition resource, ObjectKey key, DeleteRequest request)
{
    private DeleteRequest _request = request;

    public async ValueTask<WriteAttempt<DeleteResult>> TryAsync(CancellationToken cancellationToken)
    {
        if (!view.Require(resource, key).TryGetValue(out var current, out var error))
        {
            return _request.IgnoreReadError && view.Quarantine.Find(resource, key) is { } unreadable
                ? await RemoveUnreadableAsync(unreadable, cancellationToken).ConfigureAwait(false)
                : Decide(error);
        }

        if (DeletionPlan.CheckPreconditions(resource, current, _request) is { } failed)
        {
            return Decide(failed);
        }

        if (_request.Admit is { } admit && await admit(ObjectDocument.From(current), cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return Decide(refused);
        }

        var plan = DeletionPlan.Make(resource, current, _request);
        var bytes = StoredForm.Write(resource, plan.State);
        var answer = StoredObjectReader.Read(bytes, current.Revision).Json;
        if (_request.IsDryRun || plan.Step == DeletionStep.Nothing)
        {
            return new WriteAttempt<DeleteResult>.Decided(
                new DeleteResult(answer, current.Uid, plan.Step is DeletionStep.Remove or DeletionStep.MarkAndRemove));
        }

        var storageKey = resource.StorageKey(key);
        StoreOperation operation = plan.Step == DeletionStep.Remove
            ? new StoreOperation.Delete(storageKey)
            : new StoreOperation.Put(storageKey, resource.ToStored(bytes));
        switch (await CommitAsync(operation, current.Revision, cancellationToken).ConfigureAwait(false))
        {
            case CommitResult.Success when plan.Step == DeletionStep.MarkAndRemove:
                // The decision is committed: its preconditions may change now.
                _request = _request with { ResourceVersion = null, Guards = [] };
                return new WriteAttempt<DeleteResult>.Continued();
            case CommitResult.Success success:
                return new WriteAttempt<DeleteResult>.Committed(plan.Step == DeletionStep.Remove
                    ? new DeleteResult(answer, current.Uid, IsGone: true)
                    : new DeleteResult(StoredObjectReader.Read(bytes, success.Revision).Json, current.Uid, IsGone: false));
            case CommitResult.Conflict conflict when CommitGuards.Check(resource, key.Name, _request.Guards, conflict) is { } changed:
                return new WriteAttempt<DeleteResult>.Refused(changed);
            default:
                return new WriteAttempt<DeleteResult>.Conflicted(key.Name);
        }
    }

    /// <summary>
    /// Removes an unreadable value regardless of finalizers and preconditions (apiserver,
    /// <c>pkg/registry/generic/registry/corrupt_obj_deleter.go</c>). Admission gets an object with name and namespace only.
    /// </summary>
    private async ValueTask<WriteAttempt<DeleteResult>> RemoveUnreadableAsync(UnreadableObject unreadable, CancellationToken cancellationToken)
    {
        var named = new ObjectDocument(new JsonObject { ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace } });
        if (_request.Admit is { } admit && await admit(named, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return Decide(refused);
        }

        var result = new DeleteResult(default, "", IsGone: true);
        if (_request.IsDryRun)
        {
            return new WriteAttempt<DeleteResult>.Decided(result);
        }

        return await CommitAsync(new StoreOperation.Delete(unreadable.StorageKey), unreadable.Revision, cancellationToken).ConfigureAwait(false) switch
        {
            CommitResult.Success => new WriteAttempt<DeleteResult>.Committed(result),
            CommitResult.Conflict conflict when CommitGuards.Check(resource, key.Name, _request.Guards, conflict) is { } changed =>
                new WriteAttempt<DeleteResult>.Refused(changed),
            _ => new WriteAttempt<DeleteResult>.Conflicted(key.Name),
        };
    }

    /// <summary>Commits one step, and waits until a success is visible.</summary>
    private async ValueTask<CommitResult> CommitAsync(StoreOperation operation, Revision expected, CancellationToken cancellationToken)
    {
        var commit = new Commit([new Compare(operation.Key, expected), .. _request.Guards], [operation]) { MayUseReserve = true };
        var result = await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Success success)
        {
            await view.WaitForAsync(success.Revision, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    private static WriteAttempt<DeleteResult>.Decided Decide(StatusError error) => new(error);
}
