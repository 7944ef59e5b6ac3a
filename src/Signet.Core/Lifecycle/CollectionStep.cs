using Signet.Core.Resources.Writing;
using Signet.Core.Storage;

namespace Signet.Core.Lifecycle;

/// <summary>What the garbage collector does next with an object that has owners.</summary>
internal abstract record CollectionStep
{
    private CollectionStep()
    {
    }

    /// <summary>Nothing.</summary>
    internal sealed record Keep : CollectionStep
    {
        public static Keep Instance { get; } = new();
    }

    /// <summary>Removes the references to owners that no longer keep the object.</summary>
    /// <param name="Uids">The uids of those owners.</param>
    internal sealed record RemoveOwners(IReadOnlySet<string> Uids) : CollectionStep;

    /// <summary>Clears <c>blockOwnerDeletion</c> of all references, so that objects that wait for each other are deleted.</summary>
    internal sealed record UnblockOwners : CollectionStep
    {
        public static UnblockOwners Instance { get; } = new();
    }

    /// <summary>Deletes the object.</summary>
    /// <param name="Propagation">What becomes of its own dependents.</param>
    /// <param name="Guards">The revisions of the owners that the decision was made from.</param>
    internal sealed record Delete(PropagationPolicy Propagation, IReadOnlyList<Compare> Guards) : CollectionStep;
}
