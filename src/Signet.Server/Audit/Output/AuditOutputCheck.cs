using Signet.Server.Files;

namespace Signet.Server.Audit.Output;

/// <summary>Says whether an output of audit events could be opened, without opening or creating it.</summary>
internal static class AuditOutputCheck
{
    private const int NoEntry = 2;
    private const int AccessDenied = 13;
    private const int IsDirectory = 21;

    /// <summary>Why it cannot be opened, as opening it would say; null when it can.</summary>
    public static IOException? FaultOf(string path)
    {
        if (AuditOutputs.IsStandardOutput(path))
        {
            return null;
        }

        var folder = AuditBackupName.FolderOf(path);
        return Directory.Exists(path) ? new PosixException(IsDirectory)
            : !Directory.Exists(folder) ? new PosixException(NoEntry)
            : FileAccessCheck.WriteFaultOf(Path.Exists(path) ? path : folder) is not null ? new PosixException(AccessDenied)
            : null;
    }
}
