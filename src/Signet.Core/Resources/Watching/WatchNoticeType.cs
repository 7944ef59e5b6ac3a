namespace Signet.Core.Resources.Watching;

/// <summary>The types of watch events (<c>pkg/watch</c> EventType).</summary>
internal enum WatchNoticeType
{
    /// <summary>The object was created, or matches the selector now.</summary>
    Added,

    Modified,

    /// <summary>The object was deleted, or no longer matches the selector.</summary>
    Deleted,

    /// <summary>Only the revision that the watch has reached.</summary>
    Bookmark,

    /// <summary>The watch ends.</summary>
    Error,
}
