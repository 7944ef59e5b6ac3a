using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Watching;

/// <summary>One event of a watch before it is encoded.</summary>
/// <param name="Object">The object; for a bookmark an empty object with a resourceVersion; null for an error.</param>
/// <param name="Error">The error, or null.</param>
internal readonly record struct WatchNotice(WatchNoticeType Type, StoredObject? Object, StatusError? Error = null);
