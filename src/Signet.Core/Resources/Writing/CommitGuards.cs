using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>Finds which compare of a commit failed: that of the written object itself, or one of the caller's guards.</summary>
internal static class CommitGuards
{
    /// <summary>A 409 when a guard does not hold any more; null when only the written object has changed.</summary>
    public static StatusError? Check(ResourceDefinition resource, string name, IReadOnlyList<Compare> guards, CommitResult.Conflict conflict)
    {
        foreach (var guard in guards)
        {
            var current = conflict.Current.FirstOrDefault(value => value.Key == guard.Key)?.Modified ?? Revision.Zero;
            if (current != guard.Modified)
            {
                return StatusErrors.Conflict(resource.GroupResource, name, $"{guard.Key} has changed since the decision was made");
            }
        }

        return null;
    }
}
