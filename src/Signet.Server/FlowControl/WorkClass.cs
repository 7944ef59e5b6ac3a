namespace Signet.Server.FlowControl;

/// <summary>The classes of work. Each has its own seats, so that none starves another one.</summary>
internal enum WorkClass
{
    /// <summary>TokenRequests.</summary>
    Issue,

    /// <summary>Reviews of tokens and of access.</summary>
    Review,

    /// <summary>Other requests that change something.</summary>
    Write,

    /// <summary>Gets, lists and documents.</summary>
    Read,

    /// <summary>Watches, until they have started.</summary>
    Watch,
}
