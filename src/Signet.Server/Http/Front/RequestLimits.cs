namespace Signet.Server.Http.Front;

/// <summary>
/// How long the head of a request may be, told in a Status. Kestrel's own limits lie above: what breaks those gets its bare answer, for
/// nothing more of such a request is read.
/// </summary>
internal static class RequestLimits
{
    /// <summary>The most bytes of path and parameters: selectors can be long.</summary>
    public const int Target = 64 * 1024;

    /// <summary>The most bytes of all headers: some callers impersonate with hundreds of groups.</summary>
    public const int Headers = 256 * 1024;

    /// <summary>The most header lines.</summary>
    public const int HeaderLines = 2048;

    /// <summary>What Kestrel reads of a request before it has a head.</summary>
    public const int Head = 1024 * 1024;

    /// <summary>The most header lines of such a head: what each costs grows with their number.</summary>
    public const int HeadLines = 4096;
}
