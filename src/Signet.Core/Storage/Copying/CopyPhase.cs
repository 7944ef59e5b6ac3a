namespace Signet.Core.Storage.Copying;

/// <summary>What a copy is doing.</summary>
internal enum CopyPhase
{
    /// <summary>The revision of the target is raised to that of the source; the number is that of the missing revisions.</summary>
    Raising,

    /// <summary>Values are copied; the number is that of the copied keys.</summary>
    Copying,

    /// <summary>The source is read again; the number is that of the keys read.</summary>
    ReadingSource,

    /// <summary>The target is read; the number is that of the keys read.</summary>
    ReadingTarget,
}
