namespace Signet.Server.Http.Outcomes;

/// <summary>How a request ended.</summary>
internal enum RequestEnd
{
    /// <summary>An exception that nobody expected. Also the state of a request that has not ended.</summary>
    Failed,

    /// <summary>The whole answer was given to the connection, be it a success or a failure.</summary>
    Answered,

    /// <summary>The client closed the connection, or its stream, before the answer was complete.</summary>
    ClientGone,

    /// <summary>Its time limit was exceeded.</summary>
    TimedOut,

    /// <summary>A streaming answer whose credential or authorization ended.</summary>
    AccessEnded,

    /// <summary>The server closed the connection because the client did not read.</summary>
    CutOff,
}
