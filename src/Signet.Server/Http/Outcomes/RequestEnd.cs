namespace Signet.Server.Http.Outcomes;

/// <summary>How a request ended.</summary>
internal enum RequestEnd : byte
{
    /// <summary>An unexpected exception. Also the state of a request that has not ended.</summary>
    Failed,

    /// <summary>The complete answer, a success or a failure, was written to the connection.</summary>
    Answered,

    /// <summary>The client closed the connection, or its stream, before the answer was complete.</summary>
    ClientGone,

    /// <summary>The time limit was exceeded.</summary>
    TimedOut,

    /// <summary>The credential or authorization of a streaming answer ended.</summary>
    AccessEnded,

    /// <summary>The server closed the connection because the client did not read.</summary>
    CutOff,
}
