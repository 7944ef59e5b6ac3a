using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Watching;

internal sealed record WatchQuery
{
    public required ObjectSelector Selector { get; init; }

    /// <summary>The revision after which events are sent; <see cref="Revision.Zero"/> for the newest one.</summary>
    public Revision After { get; init; }

    /// <summary>Whether the request has no revision: the watch then begins at a state that is not older than the store.</summary>
    public bool IsMostRecent { get; init; }

    /// <summary>
    /// Whether the watch begins with the existing objects, as of <see cref="After"/> or later. Null: only when the request has no revision.
    /// </summary>
    public bool? SendInitialEvents { get; init; }

    public bool AllowBookmarks { get; init; }
}
