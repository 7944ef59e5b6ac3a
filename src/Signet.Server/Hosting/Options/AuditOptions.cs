namespace Signet.Server.Hosting.Options;

/// <summary>The audit log.</summary>
public sealed record AuditOptions
{
    /// <summary><c>--audit-log-path</c>: a file, or <c>-</c> for standard output; null keeps no audit log.</summary>
    public string? LogPath { get; init; }

    /// <summary><c>--audit-policy-file</c>; null is <see cref="Audit.Policy.AuditPolicy.Default"/>.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>Whether standard output holds the events of the audit log, and so nothing else.</summary>
    public bool IsStandardOutput => Audit.Output.AuditOutputs.IsStandardOutput(LogPath);
}
