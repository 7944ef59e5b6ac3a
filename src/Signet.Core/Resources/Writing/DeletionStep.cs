namespace Signet.Core.Resources.Writing;

/// <summary>What a deletion does next.</summary>
internal enum DeletionStep
{
    /// <summary>Nothing: it has been asked for before and still waits.</summary>
    Nothing,

    /// <summary>The object is marked and waits.</summary>
    Mark,

    /// <summary>The object is marked, so that watchers see why, and goes at once.</summary>
    MarkAndRemove,

    /// <summary>The object goes.</summary>
    Remove,
}
