namespace Signet.Server.Hosting.Checking;

/// <summary>What a finding means for a start.</summary>
internal enum CheckSeverity
{
    /// <summary>The server does not start.</summary>
    Error,

    /// <summary>The server starts; something needs attention.</summary>
    Warning,

    /// <summary>Something that the check cannot examine, or that is so while a server runs.</summary>
    Note,
}
