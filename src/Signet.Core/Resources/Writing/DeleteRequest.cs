using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>How a deletion is to be made (<c>meta/v1</c> DeleteOptions).</summary>
internal sealed record DeleteRequest
{
    /// <summary>The time of the request, read once.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether everything is done but the commit.</summary>
    public bool IsDryRun { get; init; }

    /// <summary><c>gracePeriodSeconds</c>, or null for the kind's own.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary><c>propagationPolicy</c>, or what the old <c>orphanDependents</c> means.</summary>
    public PropagationPolicy Propagation { get; init; }

    /// <summary>The uid that the object must have, or null.</summary>
    public string? Uid { get; init; }

    /// <summary>The resourceVersion that the object must have, or null.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>
    /// Whether to remove a value that cannot be read, without regard to finalizers and preconditions
    /// (<c>ignoreStoreReadErrorWithClusterBreakingPotential</c>). Without effect on an object that can be read.
    /// </summary>
    public bool IgnoreReadError { get; init; }

    /// <summary>The admission steps, which see the object that goes; called again when it has changed meanwhile.</summary>
    public AdmitDeletion? Admit { get; init; }

    /// <summary>
    /// Other objects that the decision to delete was made from. The commit compares them; when one has changed, nothing is deleted and
    /// the result is a 409.
    /// </summary>
    public IReadOnlyList<Compare> Guards { get; init; } = [];
}
