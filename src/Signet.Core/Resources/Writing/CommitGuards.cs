using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>Determines the failed compare of a commit: that of the written object, or a guard of the caller.</summary>
internal static class CommitGuards
{
    /// <summary>A 409 when a guard has failed; null when only the written object has changed.</summary>
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
