using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Validation;
using Signet.Core.Resources.Writing;

namespace Signet.Server.Controllers;

/// <summary>
/// Decides what becomes of one object because of its owners or its dependents (Kubernetes,
/// <c>pkg/controller/garbagecollector/garbagecollector.go</c>). The cache is at least as new as the event that asks, so an
/// owner that is not in it is gone.
/// </summary>
internal sealed class GarbageCollection(
    ObjectCache cache,
    ObjectWriter writer,
    ResourceRegistry registry,
    OwnerGraph graph,
    Func<Revision, bool> graphHasReached,
    Action<OwnedObject> enqueue,
    TimeProvider time)
{
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

    /// <summary>Takes the next step with an object; false when it has to be tried again.</summary>
    public async ValueTask<bool> ContinueAsync(OwnedObject entry, CancellationToken cancellationToken)
    {
        if (cache[entry.Resource].Find(entry.Key) is not { } found || found.Uid != entry.Uid)
        {
            return true;
        }

        if (found.DeletionTimestamp is null)
        {
            return found.Owners.Count == 0 || await CollectAsync(entry, found, cancellationToken).ConfigureAwait(false);
        }

        var finalizers = FinalizersOf(found);
        var orphans = finalizers.Contains(FinalizerRules.Orphan);
        if (!orphans && !finalizers.Contains(FinalizerRules.ForegroundDeletion))
        {
            return true;
        }

        // A dependent that the graph has not heard of yet would be taken for one that is not there.
        if (!graphHasReached(found.Revision))
        {
            return false;
        }

        return orphans
            ? await OrphanDependentsAsync(entry, cancellationToken).ConfigureAwait(false)
            : await DeleteDependentsAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The finalizers of an object that is being deleted; such are few.</summary>
    public static IReadOnlyList<string> FinalizersOf(StoredObject found) => ObjectDocument.From(found).Metadata.Finalizers;

    private async ValueTask<bool> CollectAsync(OwnedObject entry, StoredObject found, CancellationToken cancellationToken)
    {
        var states = new OwnerState[found.Owners.Count];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = StateOf(found.Owners[i], entry);
        }

        if (states.Contains(OwnerState.Unknown))
        {
            return true;
        }

        if (states.Contains(OwnerState.Solid))
        {
            var gone = found.Owners.Where((_, i) => states[i] != OwnerState.Solid).Select(owner => owner.Uid).ToHashSet(StringComparer.Ordinal);
            return gone.Count == 0 || await ChangeAsync(
                entry, document => RemoveOwners(document, gone), cancellationToken).ConfigureAwait(false);
        }

        var policy = PropagationPolicy.Background;
        var dependents = graph.DependentsOf(entry.Uid);
        var finalizers = FinalizersOf(found);
        if (states.Contains(OwnerState.Waiting) && dependents.Count > 0)
        {
            policy = PropagationPolicy.Foreground;

            // Two that wait for each other would wait for ever.
            if (dependents.Any(IsWaitingForDependents) &&
                !await ChangeAsync(entry, UnblockOwners, cancellationToken).ConfigureAwait(false))
            {
                return false;
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

        return await DeleteAsync(entry, policy, cancellationToken).ConfigureAwait(false);
    }

    private OwnerState StateOf(OwnerReference owner, OwnedObject dependent)
    {
        if (registry.FindKind(owner.ApiVersion, owner.Kind) is not { } resource || (resource.Namespaced && dependent.Key.Namespace.Length == 0))
        {
            return OwnerState.Unknown;
        }

        // An owner lies in the dependent's own namespace or in none, whatever was meant.
        var key = new ObjectKey(resource.Namespaced ? dependent.Key.Namespace : "", owner.Name);
        if (cache[resource].Find(key) is not { } found || found.Uid != owner.Uid)
        {
            return OwnerState.Dangling;
        }

        return IsDeletingDependents(found) ? OwnerState.Waiting : OwnerState.Solid;
    }

    private async ValueTask<bool> OrphanDependentsAsync(OwnedObject owner, CancellationToken cancellationToken)
    {
        HashSet<string> gone = [owner.Uid];
        var areFree = true;
        foreach (var dependent in graph.DependentsOf(owner.Uid))
        {
            areFree &= await ChangeAsync(dependent, document => RemoveOwners(document, gone), cancellationToken).ConfigureAwait(false);
        }

        return areFree && await RemoveFinalizerAsync(owner, FinalizerRules.Orphan, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> DeleteDependentsAsync(OwnedObject owner, CancellationToken cancellationToken)
    {
        var isBlocked = false;
        foreach (var dependent in graph.DependentsOf(owner.Uid))
        {
            if (cache[dependent.Resource].Find(dependent.Key) is not { } found || found.Uid != dependent.Uid)
            {
                continue;
            }

            isBlocked |= found.Owners.Any(reference => reference.Uid == owner.Uid && reference.BlocksOwnerDeletion);
            enqueue(dependent);
        }

        // The events of the dependents bring the owner back here.
        return isBlocked || await RemoveFinalizerAsync(owner, FinalizerRules.ForegroundDeletion, cancellationToken).ConfigureAwait(false);
    }

    private bool IsWaitingForDependents(OwnedObject entry) =>
        cache[entry.Resource].Find(entry.Key) is { } found && found.Uid == entry.Uid && IsDeletingDependents(found);

    private static bool IsDeletingDependents(StoredObject found) =>
        found.DeletionTimestamp is not null && FinalizersOf(found).Contains(FinalizerRules.ForegroundDeletion);

    private ValueTask<bool> RemoveFinalizerAsync(OwnedObject entry, string finalizer, CancellationToken cancellationToken) => ChangeAsync(
        entry,
        document => document.Metadata.Finalizers = [.. document.Metadata.Finalizers.Where(held => held != finalizer)],
        cancellationToken);

    private async ValueTask<bool> ChangeAsync(OwnedObject entry, Action<ObjectDocument> change, CancellationToken cancellationToken)
    {
        var changed = await writer.UpdateAsync(
            entry.Resource,
            entry.Key,
            document =>
            {
                if (document.Metadata.Uid != entry.Uid)
                {
                    return StatusErrors.NotFound(entry.Resource.GroupResource, entry.Key.Name);
                }

                change(document);
                return document;
            },
            UpdateRules.System,
            new WriteRequest { Now = time.GetUtcNow() },
            cancellationToken).ConfigureAwait(false);
        return changed.Error is null or { Code: 404 };
    }

    private async ValueTask<bool> DeleteAsync(OwnedObject entry, PropagationPolicy policy, CancellationToken cancellationToken)
    {
        var request = new DeleteRequest { Now = time.GetUtcNow(), Uid = entry.Uid, Propagation = policy };
        var deleted = await writer.DeleteAsync(entry.Resource, entry.Key, request, cancellationToken).ConfigureAwait(false);

        // Another uid under the name is another object.
        return deleted.Error is null or { Code: 404 or 409 };
    }

    private static void RemoveOwners(ObjectDocument document, HashSet<string> uids)
    {
        if (document.Metadata.OwnerReferences is not { } references)
        {
            return;
        }

        for (var i = references.Count - 1; i >= 0; i--)
        {
            if (references[i] is JsonObject reference && uids.Contains(reference.GetText("uid")))
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
