using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>The options of a deletion (<c>meta/v1</c> DeleteOptions).</summary>
internal sealed record DeleteRequest
{
    /// <summary>The time of the request.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether to do everything but the commit.</summary>
    public bool IsDryRun { get; init; }

    /// <summary><c>gracePeriodSeconds</c>; null for that of the kind.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary><c>propagationPolicy</c>, or the policy that the deprecated <c>orphanDependents</c> stands for.</summary>
    public PropagationPolicy Propagation { get; init; }

    /// <summary>The precondition for the uid, or null.</summary>
    public string? Uid { get; init; }

    /// <summary>The precondition for the resourceVersion, or null.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>
    /// Whether to remove an unreadable value regardless of finalizers and preconditions
    /// (<c>ignoreStoreReadErrorWithClusterBreakingPotential</c>). Has no effect on a readable object.
    /// </summary>
    public bool IgnoreReadError { get; init; }

    /// <summary>The admission steps; called again when the object has changed meanwhile.</summary>
    public AdmitDeletion? Admit { get; init; }

    /// <summary>Compares for other objects that the decision depends on. When one has changed, nothing is deleted and the result is a 409.</summary>
    public IReadOnlyList<Compare> Guards { get; init; } = [];
}
