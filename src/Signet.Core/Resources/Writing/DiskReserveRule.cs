using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Selects the updates that may use the disk reserve besides those that make an object smaller: the steps of its deletion. Their number is
/// bounded for each object, so that a client cannot use up the reserve.
/// </summary>
internal static class DiskReserveRule
{
    /// <summary>
    /// Whether an update is a step of the object's deletion: a finalizer is removed, or a controller writes to an object that is being deleted.
    /// </summary>
    public static bool Allows(ObjectDocument updated, ObjectDocument before, UpdateScope scope) =>
        before.Metadata.IsBeingDeleted &&
        (scope.IsSystem || scope.Subresource == SubresourceDefinition.Finalize.Name ||
            updated.Metadata.Finalizers.Count < before.Metadata.Finalizers.Count);
}
