using System.Runtime.InteropServices;

namespace Signet.Cli.Publish.Targets;

/// <summary>Flushes the entries of a directory to the disk, so that a rename survives a power failure.</summary>
internal static partial class DirectorySync
{
    /// <summary>O_RDONLY | O_CLOEXEC on Linux.</summary>
    private const int ReadOnly = 0x80000;

    /// <summary>Flushes it. Does nothing on systems other than Linux, where .NET has no means to.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static void Flush(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(directory);
        }

        try
        {
            if (Sync(descriptor) != 0)
            {
                throw Failure(directory);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string directory) =>
        new($"{directory} cannot be flushed to the disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
