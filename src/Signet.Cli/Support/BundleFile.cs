using System.Formats.Tar;
using System.IO.Compression;
using Signet.Cli.Commands;

namespace Signet.Cli.Support;

/// <summary>Writes a support bundle: a .tar.gz that its owner only can read, complete or not at all.</summary>
internal static class BundleFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="replaces">Whether an existing file is replaced.</param>
    /// <param name="files">The files of the bundle.</param>
    /// <param name="now">Their time.</param>
    /// <exception cref="CommandException">It cannot be written, or exists.</exception>
    public static void Write(string path, bool replaces, IReadOnlyList<(string Name, byte[] Content)> files, DateTimeOffset now)
    {
        RefuseExisting(path, replaces);
        var temporary = $"{path}.{Environment.ProcessId}.new";
        try
        {
            WriteTo(temporary, files, now);
            File.Move(temporary, path, replaces);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new CommandException($"--output: {path} cannot be written: {exception.Message}", inner: exception);
        }
    }

    /// <summary>Refuses an existing file, before anything is collected.</summary>
    /// <exception cref="CommandException">It exists.</exception>
    public static void RefuseExisting(string path, bool replaces)
    {
        if (!replaces && Path.Exists(path))
        {
            throw new CommandException($"--output: {path} exists; name another file, or give --overwrite", ExitCodes.Usage);
        }
    }

    private static void WriteTo(string path, IReadOnlyList<(string Name, byte[] Content)> files, DateTimeOffset now)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        using (var compressed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Ustar))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "signet-support/" + name)
                {
                    DataStream = new MemoryStream(content),
                    Mode = OwnerOnly,
                    ModificationTime = now,
                });
            }
        }

        file.Flush(flushToDisk: true);
    }
}
