using System.Globalization;

namespace Signet.Server.Audit.Output;

/// <summary>The name of a rotated file, as lumberjack forms it: <c>audit-2026-11-30T05-12-13.123.log</c> beside <c>audit.log</c>, in UTC.</summary>
/// <param name="Path">The path of the rotated file.</param>
/// <param name="RotatedAt">The time in its name.</param>
/// <param name="IsCompressed">Whether it is compressed.</param>
internal readonly record struct AuditBackupName(string Path, DateTimeOffset RotatedAt, bool IsCompressed)
{
    /// <summary>The suffix of a compressed file.</summary>
    public const string CompressedSuffix = ".gz";

    private const string TimePattern = "yyyy-MM-dd'T'HH-mm-ss.fff";

    /// <summary>The name of a file that is rotated now, which no rotated file has yet.</summary>
    public static AuditBackupName Next(string log, DateTimeOffset now)
    {
        while (true)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(log)}{now.UtcDateTime.ToString(TimePattern, CultureInfo.InvariantCulture)}{ExtensionOf(log)}");
            var path = System.IO.Path.Combine(FolderOf(log), name);
            if (!File.Exists(path) && !File.Exists(path + CompressedSuffix))
            {
                return new AuditBackupName(path, now, IsCompressed: false);
            }

            now += TimeSpan.FromMilliseconds(1);
        }
    }

    /// <summary>The rotated files of a log, the newest first. Other files are not in it.</summary>
    public static IReadOnlyList<AuditBackupName> All(string log) =>
    [
        .. Directory.EnumerateFiles(FolderOf(log)).Select(path => TryParse(log, path)).OfType<AuditBackupName>()
            .OrderByDescending(name => name.RotatedAt).ThenBy(name => name.IsCompressed),
    ];

    /// <summary>The folder of a log.</summary>
    public static string FolderOf(string log) => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(log))!;

    private static AuditBackupName? TryParse(string log, string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        var isCompressed = name.EndsWith(CompressedSuffix, StringComparison.Ordinal);
        name = isCompressed ? name[..^CompressedSuffix.Length] : name;
        string prefix = PrefixOf(log), extension = ExtensionOf(log);
        return name.Length > prefix.Length + extension.Length && name.StartsWith(prefix, StringComparison.Ordinal) &&
            name.EndsWith(extension, StringComparison.Ordinal) &&
            DateTimeOffset.TryParseExact(
                name[prefix.Length..^extension.Length], TimePattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var rotatedAt)
            ? new AuditBackupName(path, rotatedAt, isCompressed)
            : null;
    }

    private static string PrefixOf(string log) => System.IO.Path.GetFileNameWithoutExtension(log) + "-";

    private static string ExtensionOf(string log) => System.IO.Path.GetExtension(log);
}
