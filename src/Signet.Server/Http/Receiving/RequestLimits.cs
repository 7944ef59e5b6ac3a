namespace Signet.Server.Http.Receiving;

/// <summary>
/// The limits of a request's head; exceeding them is answered with a Status. Kestrel's own limits are higher: it answers without a body, and
/// reads nothing more of the request.
/// </summary>
internal static class RequestLimits
{
    /// <summary>Maximum bytes of path and query: selectors can be long.</summary>
    public const int Target = 64 * 1024;

    /// <summary>Maximum bytes of all headers: impersonation may name hundreds of groups.</summary>
    public const int Headers = 256 * 1024;

    /// <summary>Maximum header lines.</summary>
    public const int HeaderLines = 2048;

    /// <summary>Maximum bytes that Kestrel reads as the head of a request.</summary>
    public const int Head = 1024 * 1024;

    /// <summary>Maximum header lines that Kestrel reads: the cost of each grows with their number.</summary>
    public const int HeadLines = 4096;
}
