using Signet.Server.Files;

namespace Signet.Tests.Hosting.Checking;

/// <summary>All entries below a directory with everything that changes when one is written: size, times, permissions and inode.</summary>
internal static class DirectoryPicture
{
    /// <summary>Takes the picture, one line per entry.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="isCompared">Which file names count.</param>
    public static IReadOnlyList<string> Take(string directory, Func<string, bool>? isCompared = null) =>
    [
        .. Directory.EnumerateFileSystemEntries(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Append(directory)
            .Where(path => isCompared?.Invoke(Path.GetFileName(path)) ?? true)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {FileStamp.Of(path)} {(OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path))}"),
    ];
}
