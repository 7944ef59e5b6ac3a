using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Writing;

/// <summary>The next step of the deletion of an object (apiserver, <c>pkg/registry/rest/delete.go</c> BeforeDelete).</summary>
/// <param name="State">The object after the step, or its last state.</param>
internal sealed record DeletionPlan(DeletionStep Step, ObjectDocument State)
{
    /// <summary>The error when the object does not match the preconditions. Kubernetes names the Kind here instead of the resource.</summary>
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

    /// <summary>Decides the next step from the current state.</summary>
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

            metadata.DeletionGracePeriodSeconds = Math.Min(grace ?? 0, MaxGraceSeconds(request.Now));
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

        // During the grace period the policy cannot change, unless the period is shortened.
        var isChanged = (isShortened || pending == 0) && SetPropagation(metadata, policy);
        return metadata.Finalizers.Count > 0 || resource.Strategy.Delete.IsHeld(state) || (metadata.DeletionGracePeriodSeconds ?? 0) > 0
            ? new DeletionPlan(isShortened || isChanged ? DeletionStep.Mark : DeletionStep.Nothing, state)
            : new DeletionPlan(isShortened ? DeletionStep.MarkAndRemove : DeletionStep.Remove, state);
    }

    /// <summary>Sets the finalizer of a policy, which the garbage collector reads; true when the finalizers change.</summary>
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
    /// Counts the new period from the begin of the deletion. A period that has passed ends now, not in the past: token verification and
    /// controllers treat a deletion time in the past as a deletion that should have ended long ago.
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

    /// <summary>The seconds until the last time that a timestamp can represent.</summary>
    private static long MaxGraceSeconds(DateTimeOffset now) => DateTimeOffset.MaxValue.ToUnixTimeSeconds() - now.ToUnixTimeSeconds() - 1;
}
