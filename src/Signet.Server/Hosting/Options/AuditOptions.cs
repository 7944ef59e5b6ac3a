namespace Signet.Server.Hosting.Options;

/// <summary>The audit log.</summary>
public sealed record AuditOptions
{
    /// <summary><c>--audit-log-path</c>: a file, or <c>-</c> for standard output; null disables the audit log.</summary>
    public string? LogPath { get; init; }

    /// <summary><c>--audit-policy-file</c>; null uses the default policy: the metadata of all requests except health checks.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>Whether the audit log goes to standard output, which then must have nothing else.</summary>
    internal bool IsStandardOutput => Audit.Output.AuditOutputs.IsStandardOutput(LogPath);
}
