using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;

namespace Signet.Core.Lifecycle;

/// <summary>
/// Decides whether an object is kept because of its owners (Kubernetes, <c>pkg/controller/garbagecollector/garbagecollector.go</c>). The
/// cache has to be at least as new as the event that asks, so that an owner that it does not have does not exist.
/// </summary>
internal sealed class OwnerRules(ObjectView view, ResourceRegistry registry)
{
    /// <summary>Parses the object for its finalizers; meant for objects that are being deleted, which are few.</summary>
    public static IReadOnlyList<string> FinalizersOf(StoredObject found) => ObjectDocument.From(found).Metadata.Finalizers;

    /// <summary>Whether an object is being deleted in the foreground and waits for its dependents.</summary>
    public static bool IsDeletingDependents(StoredObject found) =>
        found.DeletionTimestamp is not null && FinalizersOf(found).Contains(FinalizerRules.ForegroundDeletion);

    /// <summary>The next step with an object that is not being deleted and has owners.</summary>
    /// <param name="entry">The object.</param>
    /// <param name="found">The object as it is in the cache.</param>
    /// <param name="dependentsOf">The dependents of the object with a uid.</param>
    public CollectionStep Decide(OwnedObject entry, StoredObject found, Func<string, IReadOnlyList<OwnedObject>> dependentsOf)
    {
        var states = new OwnerState[found.Owners.Count];
        var guards = new List<Compare>(states.Length);
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = StateOf(found.Owners[i], entry, guards);
        }

        if (states.Contains(OwnerState.Unknown))
        {
            return CollectionStep.Keep.Instance;
        }

        if (states.Contains(OwnerState.Solid))
        {
            var gone = found.Owners.Where((_, i) => states[i] != OwnerState.Solid).Select(owner => owner.Uid).ToHashSet(StringComparer.Ordinal);
            return gone.Count == 0 ? CollectionStep.Keep.Instance : new CollectionStep.RemoveOwners(gone);
        }

        var dependents = dependentsOf(entry.Uid);
        if (states.Contains(OwnerState.Waiting) && dependents.Count > 0)
        {
            // Objects that wait for each other would never be deleted. The event of the change brings the object back.
            return found.Owners.Any(owner => owner.BlocksOwnerDeletion) && dependents.Any(IsWaitingForDependents)
                ? CollectionStep.UnblockOwners.Instance
                : new CollectionStep.Delete(PropagationPolicy.Foreground, guards);
        }

        var finalizers = FinalizersOf(found);
        return new CollectionStep.Delete(
            finalizers.Contains(FinalizerRules.Orphan) ? PropagationPolicy.Orphan
                : finalizers.Contains(FinalizerRules.ForegroundDeletion) ? PropagationPolicy.Foreground
                : PropagationPolicy.Background,
            guards);
    }

    /// <summary>The state of an owner; <paramref name="guards"/> gets the revision that it was read at.</summary>
    private OwnerState StateOf(OwnerReference owner, OwnedObject dependent, List<Compare> guards)
    {
        if (registry.FindKind(owner.ApiVersion, owner.Kind) is not { } resource || (resource.Namespaced && dependent.Key.Namespace.Length == 0))
        {
            return OwnerState.Unknown;
        }

        // A namespaced owner is always looked up in the dependent's namespace.
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

    private bool IsWaitingForDependents(OwnedObject entry) =>
        view[entry.Resource].Find(entry.Key) is { } found && found.Uid == entry.Uid && IsDeletingDependents(found);
}
