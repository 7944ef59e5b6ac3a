namespace Signet.SystemTests.History.Checking;

/// <summary>What a watcher received: an event, or the list with which it begins (again).</summary>
/// <param name="Watcher">The number of the watcher.</param>
/// <param name="Kind">The change; null for a list.</param>
/// <param name="Name">The object; empty for a list.</param>
/// <param name="Revision">The resourceVersion of the event or the list.</param>
internal sealed record WatchEvent(int Watcher, ChangeKind? Kind, string Name, long Revision);
