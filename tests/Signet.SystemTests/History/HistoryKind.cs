namespace Signet.SystemTests.History;

/// <summary>The operations of a history.</summary>
internal enum HistoryKind
{
    /// <summary>The object of a token is created.</summary>
    Create,

    /// <summary>A token for the object is issued.</summary>
    Issue,

    /// <summary>The token is reviewed.</summary>
    Review,

    /// <summary>The object of the token is deleted.</summary>
    Delete,

    /// <summary>A counter is read and written with the resourceVersion that was read.</summary>
    Increment,

    /// <summary>A watcher receives an event of a counter.</summary>
    Event,

    /// <summary>A watcher begins again with a list, because its watch was refused (410) or its position is unknown.</summary>
    Relist,
}
