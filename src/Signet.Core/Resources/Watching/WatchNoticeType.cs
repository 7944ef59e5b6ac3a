namespace Signet.Core.Resources.Watching;

/// <summary>What a watcher is told.</summary>
internal enum WatchNoticeType
{
    /// <summary>The object is there, or has come into what is watched.</summary>
    Added,

    /// <summary>The object has changed.</summary>
    Modified,

    /// <summary>The object is gone, or has left what is watched.</summary>
    Deleted,

    /// <summary>Nothing but how far the watch has come.</summary>
    Bookmark,

    /// <summary>The watch cannot go on.</summary>
    Error,
}
