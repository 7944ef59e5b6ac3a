using System.Text.Json.Nodes;
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
/// Decides what becomes of one object because of its owners or its dependents (Kubernetes,
/// <c>pkg/controller/garbagecollector/garbagecollector.go</c>). The cache is at least as new as the event that asks, so an
/// owner that is not in it is gone. Every write is conditional on the revisions that its decision was made from: of the object, and for
/// a deletion of its owners too. After a conflict the object is examined again.
/// </summary>
internal sealed class GarbageCollection(
    ObjectView view,
    ObjectWriter writer,
    ResourceRegistry registry,
    DependencyTracker tracker,
    TimeProvider time)
{
    /// <summary>The tracker is behind the cache for a moment only.</summary>
    private static readonly TimeSpan TrackerDelay = TimeSpan.FromMilliseconds(50);

    private enum OwnerState
    {
        /// <summary>It is there.</summary>
        Solid,

        /// <summary>It is gone.</summary>
        Dangling,

        /// <summary>It is there only until its dependents are gone.</summary>
        Waiting,

        /// <summary>Nobody can say: its kind is not served, or an object without a namespace names one that needs one.</summary>
        Unknown,
    }

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

        var finalizers = FinalizersOf(found);
        var orphans = finalizers.Contains(FinalizerRules.Orphan);
        if (!orphans && !finalizers.Contains(FinalizerRules.ForegroundDeletion))
        {
            return ReconcileResult.Done;
        }

        // A dependent that the graph has not heard of yet would be taken for one that is not there.
        if (!tracker.HasReached(found.Revision))
        {
            return ReconcileResult.RetryAfter(TrackerDelay);
        }

        return ResultOf(orphans
            ? await OrphanDependentsAsync(entry, found, cancellationToken).ConfigureAwait(false)
            : await DeleteDependentsAsync(entry, found, cancellationToken).ConfigureAwait(false));
    }

    private static ReconcileResult ResultOf(StatusError? error) => error is null ? ReconcileResult.Done : ReconcileResult.Retry(error.Message);

    /// <summary>The finalizers of an object that is being deleted; such are few.</summary>
    public static IReadOnlyList<string> FinalizersOf(StoredObject found) => ObjectDocument.From(found).Metadata.Finalizers;

    private async ValueTask<StatusError?> CollectAsync(OwnedObject entry, StoredObject found, CancellationToken cancellationToken)
    {
        var states = new OwnerState[found.Owners.Count];
        var guards = new List<Compare>(states.Length);
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = StateOf(found.Owners[i], entry, guards);
        }

        if (states.Contains(OwnerState.Unknown))
        {
            return null;
        }

        if (states.Contains(OwnerState.Solid))
        {
            var gone = found.Owners.Where((_, i) => states[i] != OwnerState.Solid).Select(owner => owner.Uid).ToHashSet(StringComparer.Ordinal);
            return gone.Count == 0
                ? null
                : await ChangeAsync(entry, found, document => RemoveOwners(document, gone), cancellationToken).ConfigureAwait(false);
        }

        var policy = PropagationPolicy.Background;
        var dependents = tracker.DependentsOf(entry.Uid);
        var finalizers = FinalizersOf(found);
        if (states.Contains(OwnerState.Waiting) && dependents.Count > 0)
        {
            policy = PropagationPolicy.Foreground;

            // Two that wait for each other would wait for ever. The event of the change brings the object back here.
            if (found.Owners.Any(owner => owner.BlocksOwnerDeletion) && dependents.Any(IsWaitingForDependents))
            {
                return await ChangeAsync(entry, found, UnblockOwners, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (finalizers.Contains(FinalizerRules.Orphan))
        {
            policy = PropagationPolicy.Orphan;
        }
        else if (finalizers.Contains(FinalizerRules.ForegroundDeletion))
        {
            policy = PropagationPolicy.Foreground;
        }

        return await DeleteAsync(entry, found, policy, guards, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What has become of an owner; <paramref name="guards"/> gets the revision that says so.</summary>
    private OwnerState StateOf(OwnerReference owner, OwnedObject dependent, List<Compare> guards)
    {
        if (registry.FindKind(owner.ApiVersion, owner.Kind) is not { } resource || (resource.Namespaced && dependent.Key.Namespace.Length == 0))
        {
            return OwnerState.Unknown;
        }

        // An owner lies in the dependent's own namespace or in none, whatever was meant.
        var key = new ObjectKey(resource.Namespaced ? dependent.Key.Namespace : "", owner.Name);
        if (view.Quarantine.Find(resource, key) is not null)
        {
            return OwnerState.Unknown;
        }

        var found = view[resource].Find(key);
        guards.Add(new Compare(resource.StorageKey(key), found?.Revision ?? Revision.Zero));
        if (found is null || found.Uid != owner.Uid)
        {
            return OwnerState.Dangling;
        }

        return IsDeletingDependents(found) ? OwnerState.Waiting : OwnerState.Solid;
    }

    private async ValueTask<StatusError?> OrphanDependentsAsync(OwnedObject entry, StoredObject owner, CancellationToken cancellationToken)
    {
        // Another policy may be asked for while the dependents are changed: then they keep their owner.
        Compare[] guards = [new Compare(entry.Resource.StorageKey(entry.Key), owner.Revision)];
        HashSet<string> gone = [owner.Uid];
        StatusError? error = null;
        foreach (var dependent in tracker.DependentsOf(owner.Uid))
        {
            if (view[dependent.Resource].Find(dependent.Key) is { } found && found.Uid == dependent.Uid)
            {
                error = await ChangeAsync(dependent, found, document => RemoveOwners(document, gone), cancellationToken, guards).ConfigureAwait(false) ?? error;
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

        // The events of the dependents bring the owner back here.
        return isBlocked ? null : await RemoveFinalizerAsync(entry, owner, FinalizerRules.ForegroundDeletion, cancellationToken).ConfigureAwait(false);
    }

    private bool IsWaitingForDependents(OwnedObject entry) =>
        view[entry.Resource].Find(entry.Key) is { } found && found.Uid == entry.Uid && IsDeletingDependents(found);

    private static bool IsDeletingDependents(StoredObject found) =>
        found.DeletionTimestamp is not null && FinalizersOf(found).Contains(FinalizerRules.ForegroundDeletion);

    private ValueTask<StatusError?> RemoveFinalizerAsync(OwnedObject entry, StoredObject found, string finalizer, CancellationToken cancellationToken) => ChangeAsync(
        entry,
        found,
        document => document.Metadata.Finalizers = [.. document.Metadata.Finalizers.Where(held => held != finalizer)],
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
        OwnedObject entry, StoredObject found, PropagationPolicy policy, IReadOnlyList<Compare> owners, CancellationToken cancellationToken)
    {
        var request = new DeleteRequest
        {
            Now = time.GetUtcNow(),
            Uid = entry.Uid,
            ResourceVersion = found.Revision.ToString(),
            Propagation = policy,
            Guards = owners,
        };
        var deleted = await writer.DeleteAsync(entry.Resource, entry.Key, request, cancellationToken).ConfigureAwait(false);
        return deleted.Error is { Code: not 404 } error ? error : null;
    }

    private static void RemoveOwners(ObjectDocument document, HashSet<string> uids)
    {
        if (document.Metadata.OwnerReferences is not { } references)
        {
            return;
        }

        for (var i = references.Count - 1; i >= 0; i--)
        {
            if (references[i] is JsonObject reference && uids.Contains(reference.GetString("uid")))
            {
                references.RemoveAt(i);
            }
        }

        if (references.Count == 0)
        {
            document.Metadata.Node.Remove("ownerReferences");
        }
    }

    private static void UnblockOwners(ObjectDocument document)
    {
        foreach (var reference in document.Metadata.OwnerReferences ?? [])
        {
            if (reference is JsonObject node && node.GetBoolean("blockOwnerDeletion") == true)
            {
                node["blockOwnerDeletion"] = false;
            }
        }
    }
}
