using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Directories;

/// <summary>A data directory on disk, locked by this process. Files are written atomically, so that a start completes what an interrupted one began.</summary>
internal sealed class DiskDirectory : DataDirectory
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

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
            DirectoryRules.RefuseFile(directory.Path);
            directory.Prepare();
        }
        catch (Exception exception)
        {
            directory.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw DirectoryRules.Unusable(directory.Path, exception);
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
    public override string? Read(string name) => DirectoryRules.Read(Path, name);

    /// <inheritdoc/>
    public override void RaiseFormat() => Write(DirectoryRules.VersionName, $"{DirectoryRules.Format}\n");

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
        DirectoryRules.IsVersionKnown(Path);
        _lock = TakeLock();
        if (!DirectoryRules.IsVersionKnown(Path))
        {
            Write(DirectoryRules.VersionName, $"{DirectoryRules.Format}\n");
            IsNew = true;
        }

        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(Path, DirectoryMode);
        }

        DirectoryRules.RefuseExposedSecrets(Path);
    }

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

            return new FileStream(File(DirectoryRules.LockName), options);
        }
        catch (IOException exception) when (exception.HResult is LockHeld or SharingViolation)
        {
            throw new StartupException($"--data-dir: {Path} is in use by another process", exception);
        }
    }
}
