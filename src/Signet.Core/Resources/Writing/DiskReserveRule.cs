using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Which updates may use the disk reserve, besides those that make an object smaller: the steps of a deletion. Each can be made only a
/// bounded number of times for an object, so that a client cannot use up the reserve with them.
/// </summary>
internal static class DiskReserveRule
{
    /// <summary>Whether an update is a step of the object's deletion: a finalizer is removed, or a controller writes to an object that ends.</summary>
    public static bool Allows(ObjectDocument updated, ObjectDocument before, UpdateRules rules) =>
        before.Metadata.IsBeingDeleted &&
        (ReferenceEquals(rules, UpdateRules.System) || ReferenceEquals(rules, UpdateRules.Finalize) ||
            updated.Metadata.Finalizers.Count < before.Metadata.Finalizers.Count);
}
