namespace Signet.Server.Audit.Output;

/// <summary>The rotation of the audit log by the server itself (kube-apiserver, <c>--audit-log-max*</c>; lumberjack).</summary>
public sealed record AuditRotation
{
    /// <summary>The size in use when only the other members are set (lumberjack).</summary>
    private const int DefaultMegabytes = 100;

    /// <summary><c>--audit-log-maxsize</c>: the size in MiB from which the file is rotated; 0 is 100 when another member is set, else no rotation.</summary>
    public int MaxMegabytes { get; init; }

    /// <summary><c>--audit-log-maxage</c>: days after which a rotated file is removed; 0 for no limit.</summary>
    public int MaxAgeDays { get; init; }

    /// <summary><c>--audit-log-maxbackup</c>: the number of rotated files that are kept; 0 for no limit.</summary>
    public int MaxBackups { get; init; }

    /// <summary><c>--audit-log-compress</c>: whether rotated files are compressed with gzip.</summary>
    public bool Compresses { get; init; }

    /// <summary>Whether the server rotates the file.</summary>
    internal bool IsEnabled => MaxMegabytes > 0 || MaxAgeDays > 0 || MaxBackups > 0 || Compresses;

    /// <summary>The size in bytes from which the file is rotated.</summary>
    internal long MaxBytes => (MaxMegabytes > 0 ? MaxMegabytes : DefaultMegabytes) * 1024L * 1024L;
}
