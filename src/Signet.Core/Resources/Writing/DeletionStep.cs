namespace Signet.Core.Resources.Writing;

/// <summary>The steps of a deletion.</summary>
internal enum DeletionStep
{
    /// <summary>No change: the deletion was requested before and has not finished.</summary>
    Nothing,

    /// <summary>Set the deletion time; finalizers or the grace period delay the removal.</summary>
    Mark,

    /// <summary>Set the deletion time, so that watchers see it, then remove the object.</summary>
    MarkAndRemove,

    /// <summary>Remove the object.</summary>
    Remove,
}
