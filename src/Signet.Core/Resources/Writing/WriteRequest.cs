using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>How a write is to be made.</summary>
public sealed record WriteRequest
{
    /// <summary>The time of the request, read once.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether everything is done but the commit.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether a patch makes the new state: another uid in it is then a change that may not be, and no failed precondition.</summary>
    public bool IsPatch { get; init; }

    /// <summary>
    /// Who becomes the owner of the fields that change; null when nobody does, because the system itself writes or the change
    /// has settled the ownership already.
    /// </summary>
    public FieldManager? Manager { get; init; }

    /// <summary>
    /// The admission steps: may change the object or refuse it. Called again, with the object as it was before, when the
    /// write has to start over because something it rests on has changed.
    /// </summary>
    public AdmitWrite? Admit { get; init; }

    /// <summary>
    /// Other objects that the decision to write was made from. The commit compares them; when one has changed, nothing is written and
    /// the result is a 409.
    /// </summary>
    public IReadOnlyList<Compare> Guards { get; init; } = [];
}

/// <summary>Admits the new state of an object, which it may change, or refuses it.</summary>
/// <param name="document">The new state.</param>
/// <param name="current">The state now, not to be changed; null for a creation.</param>
/// <param name="cancellationToken">Gives up.</param>
public delegate ValueTask<StatusError?> AdmitWrite(ObjectDocument document, ObjectDocument? current, CancellationToken cancellationToken);

/// <summary>What was written.</summary>
/// <param name="Json">The object as the client gets it; after a dry run of a creation without a resourceVersion.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="Warnings">What is worth a warning.</param>
public sealed record WriteResult(ReadOnlyMemory<byte> Json, string Uid, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether the object is new.</summary>
    public bool IsCreated { get; init; }
}

/// <summary>What becomes of the objects that belong to one that is deleted (<c>meta/v1</c> DeletionPropagation).</summary>
public enum PropagationPolicy
{
    /// <summary>Nothing was asked for: as the object's finalizers say, else in the background.</summary>
    Unspecified,

    /// <summary>They go after it.</summary>
    Background,

    /// <summary>They go before it.</summary>
    Foreground,

    /// <summary>They stay, without an owner.</summary>
    Orphan,
}

/// <summary>How a deletion is to be made (<c>meta/v1</c> DeleteOptions).</summary>
public sealed record DeleteRequest
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

/// <summary>Admits the deletion of an object, or refuses it.</summary>
/// <param name="current">The state now, not to be changed.</param>
/// <param name="cancellationToken">Gives up.</param>
public delegate ValueTask<StatusError?> AdmitDeletion(ObjectDocument current, CancellationToken cancellationToken);

/// <summary>What a deletion did.</summary>
/// <param name="Json">The last state of the object; empty when it could not be read.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="IsGone">Whether it was removed; otherwise it waits for its finalizers or its grace period.</param>
public sealed record DeleteResult(ReadOnlyMemory<byte> Json, string Uid, bool IsGone);
