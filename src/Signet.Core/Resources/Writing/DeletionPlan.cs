using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Writing;

/// <summary>How one object is deleted (apiserver, <c>pkg/registry/rest/delete.go</c> BeforeDelete).</summary>
/// <param name="Step">What to do.</param>
/// <param name="State">The object afterwards, or its last state.</param>
internal sealed record DeletionPlan(DeletionStep Step, ObjectDocument State)
{
    /// <summary>The failure when the object is not the one that the client means; Kubernetes names the Kind here.</summary>
    public static StatusError? CheckPreconditions(ResourceDefinition resource, StoredObject current, DeleteRequest request)
    {
        var kind = new GroupResource(resource.Kind.Group, resource.Kind.Kind);
        if (request.Uid is { } uid && uid != current.Uid)
        {
            return StatusErrors.Conflict(
                kind,
                current.Key.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). " +
                "The object might have been deleted and then recreated");
        }

        if (request.ResourceVersion is { } revision && revision != current.Revision.ToString())
        {
            return StatusErrors.Conflict(
                kind,
                current.Key.Name,
                $"the ResourceVersion in the precondition ({revision}) does not match the ResourceVersion in record " +
                $"({current.Revision}). The object might have been modified");
        }

        return null;
    }

    /// <summary>Decides for the current state of an object.</summary>
    public static DeletionPlan Make(ResourceDefinition resource, StoredObject current, DeleteRequest request)
    {
        var state = ObjectDocument.From(current);
        var metadata = state.Metadata;
        var grace = resource.Strategy.Delete.GracePeriodFor(state, request.GracePeriodSeconds);
        var policy = resource.Strategy.Traits.IsGarbageCollected ? request.Propagation : PropagationPolicy.Unspecified;
        if (!metadata.IsBeingDeleted)
        {
            SetPropagation(metadata, policy);
            var isHeld = metadata.Finalizers.Count > 0 || resource.Strategy.Delete.IsHeld(state);
            if (grace is null && !isHeld)
            {
                return new DeletionPlan(DeletionStep.Remove, state);
            }

            metadata.DeletionGracePeriodSeconds = Math.Min(grace ?? 0, LongestGrace(request.Now));
            metadata.DeletionTimestamp = Timestamps.Format(request.Now.AddSeconds(metadata.DeletionGracePeriodSeconds.Value));
            if (metadata.Generation > 0)
            {
                metadata.Generation++;
            }

            resource.Strategy.Delete.Begin(state);
            return new DeletionPlan(isHeld || grace > 0 ? DeletionStep.Mark : DeletionStep.MarkAndRemove, state);
        }

        var pending = metadata.DeletionGracePeriodSeconds ?? 0;
        var isShortened = grace is { } wanted && wanted < pending;
        if (isShortened)
        {
            Shorten(metadata, pending, grace!.Value, request.Now);
        }

        // Who still runs the object in its grace period has the word; after that, another policy may be asked for.
        var isChanged = (isShortened || pending == 0) && SetPropagation(metadata, policy);
        return metadata.Finalizers.Count > 0 || resource.Strategy.Delete.IsHeld(state) || (metadata.DeletionGracePeriodSeconds ?? 0) > 0
            ? new DeletionPlan(isShortened || isChanged ? DeletionStep.Mark : DeletionStep.Nothing, state)
            : new DeletionPlan(isShortened ? DeletionStep.MarkAndRemove : DeletionStep.Remove, state);
    }

    /// <summary>The policy stands in the finalizers, where the garbage collector finds it; true when they change.</summary>
    private static bool SetPropagation(ObjectMeta metadata, PropagationPolicy policy)
    {
        if (policy == PropagationPolicy.Unspecified)
        {
            return false;
        }

        var before = metadata.Finalizers;
        var after = before.Where(finalizer => finalizer is not (FinalizerRules.Orphan or FinalizerRules.ForegroundDeletion)).ToList();
        if (policy != PropagationPolicy.Background)
        {
            after.Add(policy == PropagationPolicy.Orphan ? FinalizerRules.Orphan : FinalizerRules.ForegroundDeletion);
        }

        if (after.Count == before.Count && after.TrueForAll(before.Contains))
        {
            return false;
        }

        metadata.Finalizers = after;
        return true;
    }

    /// <summary>
    /// The new period counts from the first deletion. When it is over already the object ends now, never in the past: tokens and
    /// controllers take a time in the past for an object whose time to end has long been over.
    /// </summary>
    private static void Shorten(ObjectMeta metadata, long pending, long wanted, DateTimeOffset now)
    {
        var end = Timestamps.TryParse(metadata.DeletionTimestamp, out var planned) ? planned.AddSeconds(wanted - pending) : now;
        if (end < now)
        {
            (end, wanted) = (now, Math.Min(wanted, 1));
        }

        metadata.DeletionTimestamp = Timestamps.Format(end);
        metadata.DeletionGracePeriodSeconds = wanted;
    }

    /// <summary>How many whole seconds are left until the last time that a timestamp can hold.</summary>
    private static long LongestGrace(DateTimeOffset now) => DateTimeOffset.MaxValue.ToUnixTimeSeconds() - now.ToUnixTimeSeconds() - 1;
}
