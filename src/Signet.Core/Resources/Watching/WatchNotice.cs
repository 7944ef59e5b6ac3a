using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Watching;

/// <summary>One thing that a watcher is told, before it is written in the form that the client wants.</summary>
/// <param name="Type">What has happened.</param>
/// <param name="Object">To what; for a bookmark an empty object of the kind with a revision; null for an error.</param>
/// <param name="Error">The failure, or null.</param>
internal readonly record struct WatchNotice(WatchNoticeType Type, StoredObject? Object, StatusError? Error = null);
