using System.Globalization;

namespace Signet.Server.Files;

/// <summary>
/// Finds the process that has locked a file, in <c>/proc/locks</c> of Linux: taking the lock to try it would keep a server from starting meanwhile.
/// </summary>
internal static class FileLocks
{
    private const string Table = "/proc/locks";
    private const int KindField = 1;
    private const int ProcessField = 4;
    private const int FileField = 5;

    /// <summary>The id of the process that holds the lock of a file; 0 when it is in another container; null when there is none, or it is not known.</summary>
    public static int? HolderOf(string path)
    {
        if (!OperatingSystem.IsLinux() || StatX.Read(StatX.CurrentDirectory, path, 0, out var status) != 0)
        {
            return null;
        }

        try
        {
            return HolderOf(status.Inode, File.ReadLines(Table));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The devices in the table are those of the kernel, which some file systems do not show: only the inode is compared.</summary>
    internal static int? HolderOf(ulong inode, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            // 7: FLOCK  ADVISORY  WRITE 812 08:01:131090 0 EOF; a process that waits for the lock has '->' in the second field.
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > FileField && fields[KindField] == "FLOCK" && fields[3] == "WRITE" &&
                ulong.TryParse(fields[FileField].Split(':')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var locked) && locked == inode)
            {
                return int.TryParse(fields[ProcessField], NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0;
            }
        }

        return null;
    }
}
