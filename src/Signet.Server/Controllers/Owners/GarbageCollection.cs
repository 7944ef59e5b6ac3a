using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Owners;

/// <summary>
/// Takes the next step with one object because of its owners (<see cref="OwnerRules"/>) or its dependents (Kubernetes,
/// <c>pkg/controller/garbagecollector/garbagecollector.go</c>). Every write is conditional on the revisions that its decision was made from:
/// that of the object, and for a deletion those of its owners. After a conflict the object is examined again.
/// </summary>
internal sealed class GarbageCollection(
    ObjectView view,
    ObjectWriter writer,
    ResourceRegistry registry,
    DependencyTracker tracker,
    TimeProvider time)
{
    /// <summary>The pause before an object is examined again whose event the tracker has not processed yet.</summary>
    private static readonly TimeSpan TrackerDelay = TimeSpan.FromMilliseconds(50);

    private readonly OwnerRules _rules = new(view, registry);

    /// <summary>Takes the next step with an object.</summary>
    public async ValueTask<ReconcileResult> ContinueAsync(OwnedObject entry, CancellationToken cancellationToken)
    {
        if (view[entry.Resource].Find(entry.Key) is not { } found || found.Uid != entry.Uid)
        {
            return ReconcileResult.Done;
        }

        if (found.DeletionTimestamp is null)
        {
            return found.Owners.Count == 0
                ? ReconcileResult.Done
                : ResultOf(await CollectAsync(entry, found, cancellationToken).ConfigureAwait(false));
        }

        var finalizers = OwnerRules.FinalizersOf(found);
        var orphans = finalizers.Contains(FinalizerRules.Orphan);
        if (!orphans && !finalizers.Contains(FinalizerRules.ForegroundDeletion))
        {
            return ReconcileResult.Done;
        }

        // The graph may not have all dependents yet; a missing one would be taken for a deleted one.
        if (!tracker.HasReached(found.Revision))
        {
            return ReconcileResult.RetryAfter(TrackerDelay);
        }

        return ResultOf(orphans
            ? await OrphanDependentsAsync(entry, found, cancellationToken).ConfigureAwait(false)
            : await DeleteDependentsAsync(entry, found, cancellationToken).ConfigureAwait(false));
    }

    private static ReconcileResult ResultOf(StatusError? error) => error is null ? ReconcileResult.Done : ReconcileResult.Retry(error.Message);

    private ValueTask<StatusError?> CollectAsync(OwnedObject entry, StoredObject found, CancellationToken cancellationToken) =>
        _rules.Decide(entry, found, tracker.DependentsOf) switch
        {
            CollectionStep.RemoveOwners step => ChangeAsync(entry, found, document => OwnerReferences.Remove(document, step.Uids), cancellationToken),
            CollectionStep.UnblockOwners => ChangeAsync(entry, found, OwnerReferences.Unblock, cancellationToken),
            CollectionStep.Delete step => DeleteAsync(entry, found, step, cancellationToken),
            _ => new((StatusError?)null),
        };

    private async ValueTask<StatusError?> OrphanDependentsAsync(OwnedObject entry, StoredObject owner, CancellationToken cancellationToken)
    {
        // A later deletion with another policy changes the owner; then its dependents keep their references.
        Compare[] guards = [new Compare(entry.Resource.StorageKey(entry.Key), owner.Revision)];
        HashSet<string> uids = [owner.Uid];
        StatusError? error = null;
        foreach (var dependent in tracker.DependentsOf(owner.Uid))
        {
            if (view[dependent.Resource].Find(dependent.Key) is { } found && found.Uid == dependent.Uid)
            {
                error = await ChangeAsync(dependent, found, document => OwnerReferences.Remove(document, uids), cancellationToken, guards)
                    .ConfigureAwait(false) ?? error;
            }
        }

        return error ?? await RemoveFinalizerAsync(entry, owner, FinalizerRules.Orphan, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StatusError?> DeleteDependentsAsync(OwnedObject entry, StoredObject owner, CancellationToken cancellationToken)
    {
        var isBlocked = false;
        foreach (var dependent in tracker.DependentsOf(owner.Uid))
        {
            if (view[dependent.Resource].Find(dependent.Key) is not { } found || found.Uid != dependent.Uid)
            {
                continue;
            }

            isBlocked |= found.Owners.Any(reference => reference.Uid == owner.Uid && reference.BlocksOwnerDeletion);
            tracker.Enqueue(dependent);
        }

        // The events of the dependents queue the owner again.
        return isBlocked ? null : await RemoveFinalizerAsync(entry, owner, FinalizerRules.ForegroundDeletion, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<StatusError?> RemoveFinalizerAsync(
        OwnedObject entry, StoredObject found, string finalizer, CancellationToken cancellationToken) =>
        ChangeAsync(
            entry,
            found,
            document => document.Metadata.Finalizers = [.. document.Metadata.Finalizers.Where(other => other != finalizer)],
            cancellationToken);

    /// <summary>Changes an object that is still at the revision that was found; an error when it has to be examined again.</summary>
    private async ValueTask<StatusError?> ChangeAsync(
        OwnedObject entry, StoredObject found, Action<ObjectDocument> change, CancellationToken cancellationToken, IReadOnlyList<Compare>? guards = null)
    {
        var changed = await writer.UpdateAsync(
            entry.Resource,
            entry.Key,
            document =>
            {
                if (document.Metadata.ResourceVersion != found.Revision.ToString())
                {
                    return StatusErrors.Modified(entry.Resource.GroupResource, entry.Key.Name);
                }

                change(document);
                return document;
            },
            UpdateScope.System,
            new WriteRequest { Now = time.GetUtcNow(), Guards = guards ?? [] },
            cancellationToken).ConfigureAwait(false);
        return changed.Error is { Code: not 404 } error ? error : null;
    }

    /// <summary>Deletes an object that is still at the revision that was found, as are its owners; an error when it has to be examined again.</summary>
    private async ValueTask<StatusError?> DeleteAsync(
        OwnedObject entry, StoredObject found, CollectionStep.Delete step, CancellationToken cancellationToken)
    {
        var request = new DeleteRequest
        {
            Now = time.GetUtcNow(),
            Uid = entry.Uid,
            ResourceVersion = found.Revision.ToString(),
            Propagation = step.Propagation,
            Guards = step.Guards,
        };
        var deleted = await writer.DeleteAsync(entry.Resource, entry.Key, request, cancellationToken).ConfigureAwait(false);
        return deleted.Error is { Code: not 404 } error ? error : null;
    }
}
