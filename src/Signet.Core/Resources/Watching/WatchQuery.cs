using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Watching;

/// <summary>What is to be watched, and from when on.</summary>
internal sealed record WatchQuery
{
    /// <summary>Which objects.</summary>
    public required ObjectSelector Selector { get; init; }

    /// <summary>From behind which revision on; <see cref="Revision.Zero"/> for now.</summary>
    public Revision After { get; init; }

    /// <summary>Whether no revision was given at all: then the watch begins at a state that is not older than the store was.</summary>
    public bool IsMostRecent { get; init; }

    /// <summary>Whether the watch begins with what is there, as of <see cref="After"/> or later. Null: it does when there is no revision.</summary>
    public bool? SendInitialEvents { get; init; }

    /// <summary>Whether the watcher understands bookmarks.</summary>
    public bool AllowBookmarks { get; init; }
}
