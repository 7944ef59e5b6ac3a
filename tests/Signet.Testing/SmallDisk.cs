using System.Diagnostics;
using System.Globalization;

namespace Signet.Testing;

/// <summary>A file system that can become full: a tmpfs, which only root can mount. Skips the test where that is not possible.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int WrittenAtOnce = 4096;
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    /// <summary>The mount point.</summary>
    public string Path => _folder.Path;

    /// <summary>Mounts a file system; the size is in MiB.</summary>
    public static SmallDisk Mount(int size)
    {
        var mount = TestMachine.Require("mount");
        var disk = new SmallDisk();
        var (code, errors) = Run(mount, "-t", "tmpfs", "-o", $"size={size.ToString(CultureInfo.InvariantCulture)}m,mode=0700", "tmpfs", disk.Path);
        if (code != 0)
        {
            disk._folder.Dispose();
            TestMachine.Missing($"no tmpfs can be mounted: {errors}");
        }

        return disk;
    }

    public string File(string name) => _folder.File(name);

    /// <summary>Fills it to the last page, with another file on each call.</summary>
    public void Fill()
    {
        var page = new byte[WrittenAtOnce];
        using var stream = new FileStream(
            System.IO.Path.Combine(Path, $"fill-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                stream.Write(page);
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    /// <summary>Deletes the files of <see cref="Fill"/>.</summary>
    public void Free()
    {
        foreach (var file in Directory.GetFiles(Path, "fill-*"))
        {
            System.IO.File.Delete(file);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Run(TestMachine.Require("umount"), Path);
        _folder.Dispose();
    }

    private static (int Code, string Errors) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors.Trim());
    }
}
