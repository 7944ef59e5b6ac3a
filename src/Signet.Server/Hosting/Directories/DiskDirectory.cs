using Signet.Server.Files;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Directories;

/// <summary>A data directory on disk, locked by this process. Files are written atomically, so that a start completes what an interrupted one began.</summary>
internal sealed class DiskDirectory : DataDirectory
{
    /// <summary>2 since the signing keys are in the store; 1 had the signing key in a file, and opening such a directory does not change it.</summary>
    private const int Format = 2;

    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string VersionName = "version";
    private const string LockName = "lock";

    /// <summary>Keys, the kubeconfig, and the store with what belongs to it: it has the data of Secrets.</summary>
    private static readonly string[] SecretPatterns = ["*.key", "*.kubeconfig", StoreName + "*"];

    /// <summary><c>EAGAIN</c> (Linux) and <c>ERROR_SHARING_VIOLATION</c> (Windows): another process has the lock.</summary>
    private const int LockHeld = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    private FileStream? _lock;

    private DiskDirectory(string path) => Path = path;

    /// <inheritdoc/>
    public override string Path { get; }

    /// <summary>Opens or creates a directory, and locks it until it is disposed. Nothing is read or written before the lock is held.</summary>
    /// <exception cref="StartupException">The directory cannot be used, has a newer format, or is not a data directory.</exception>
    public static new DiskDirectory Open(string path)
    {
        var directory = new DiskDirectory(System.IO.Path.GetFullPath(path));
        try
        {
            if (System.IO.File.Exists(directory.Path))
            {
                throw new StartupException($"--data-dir: {directory.Path} is a file; it must be a directory");
            }

            directory.Prepare();
        }
        catch (Exception exception)
        {
            directory.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new StartupException($"--data-dir: {directory.Path} cannot be used: {exception.Message}", exception);
            }

            throw;
        }

        return directory;
    }

    /// <summary>Releases the lock.</summary>
    public override void Dispose() => _lock?.Dispose();

    /// <summary>The path of a file.</summary>
    public override string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public override string? Read(string name)
    {
        try
        {
            return Exists(name) ? System.IO.File.ReadAllText(File(name)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--data-dir: {File(name)} cannot be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public override void RaiseFormat() => Write(VersionName, $"{Format}\n");

    /// <inheritdoc/>
    public override void Delete(string name)
    {
        try
        {
            System.IO.File.Delete(File(name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--data-dir: {File(name)} cannot be deleted: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    protected override bool Exists(string name) => System.IO.Path.Exists(File(name));

    /// <inheritdoc/>
    protected override void WriteAtomically(string name, string text)
    {
        try
        {
            WriteOrRemove(name, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--data-dir: {File(name)} cannot be written: {exception.Message}", exception);
        }
    }

    private void WriteOrRemove(string name, string text)
    {
        var temporary = File(name + ".new");
        try
        {
            Write(temporary, name, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            System.IO.File.Delete(temporary);
            throw;
        }
    }

    private void Write(string temporary, string name, string text)
    {
        System.IO.File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(temporary, File(name), overwrite: true);
    }

    private void Prepare()
    {
        if (!Directory.Exists(Path))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path);
            }
            else
            {
                Directory.CreateDirectory(Path, DirectoryMode);
            }
        }

        // Checked before the lock, so that no lock file is written into a foreign directory or one with a newer format.
        IsVersionKnown();
        _lock = TakeLock();
        if (!IsVersionKnown())
        {
            Write(VersionName, $"{Format}\n");
            IsNew = true;
        }

        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(Path, DirectoryMode);
        }

        RefuseExposedSecrets();
    }

    /// <summary>The directory is its owner's only from now on. A file that others could read is one that they may have read, such as a restored copy.</summary>
    /// <exception cref="StartupException">Others can read or change a secret.</exception>
    private void RefuseExposedSecrets()
    {
        foreach (var pattern in SecretPatterns)
        {
            foreach (var file in Directory.EnumerateFiles(Path, pattern))
            {
                if (SecretFile.FaultOf(file) is { } fault)
                {
                    throw new StartupException($"--data-dir: {file} {fault}");
                }
            }
        }
    }

    /// <summary>Whether the directory has a supported format version; false when it is empty.</summary>
    /// <exception cref="StartupException">The directory is not a data directory or has a newer format.</exception>
    private bool IsVersionKnown()
    {
        var version = Read(VersionName);
        if (version is null)
        {
            // Another process may have written the version since it was read.
            return Directory.EnumerateFileSystemEntries(Path).Any(IsForeign) && !System.IO.File.Exists(File(VersionName))
                ? throw new StartupException($"--data-dir: {Path} is neither empty nor a Signet data directory (it has no file '{VersionName}')")
                : false;
        }

        if (!int.TryParse(version.Trim(), out var format) || format < 1)
        {
            throw new StartupException($"--data-dir: {File(VersionName)} does not contain a format version");
        }

        return format <= Format
            ? true
            : throw new StartupException($"--data-dir: {Path} has format {format} of a newer version of Signet; this version supports format {Format}");
    }

    private static bool IsForeign(string entry) => System.IO.Path.GetFileName(entry) is not (VersionName + ".new" or LockName);

    /// <summary>The operating system releases the lock when the process ends in any way.</summary>
    private FileStream TakeLock()
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            return new FileStream(File(LockName), options);
        }
        catch (IOException exception) when (exception.HResult is LockHeld or SharingViolation)
        {
            throw new StartupException($"--data-dir: {Path} is in use by another process", exception);
        }
    }
}
