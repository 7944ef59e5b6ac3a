namespace Signet.SystemTests.Replicas;

/// <summary>An event of a watch.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">The name of the object.</param>
/// <param name="Revision">The resourceVersion.</param>
internal sealed record WatchedEvent(string Type, string Name, long Revision);
