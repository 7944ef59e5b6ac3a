namespace Signet.Storage.Sqlite;

/// <summary>
/// Space on the store's disk that is held by files without content, so that it can be given to commits that may use it when the disk is
/// full. Released in parts, because another process may take what is released. For the writer's thread.
/// </summary>
internal sealed class DiskReserve
{
    private const int Parts = 8;
    private const int WriteSize = 64 * 1024;
    private const int MaxDiskFraction = 8;

    private readonly string _folder;
    private readonly long _partSize;

    /// <param name="folder">Where the files are.</param>
    /// <param name="size">How many bytes are held; less on a small disk. 0 holds nothing.</param>
    public DiskReserve(string folder, long size)
    {
        _folder = folder;
        _partSize = Math.Min(size, DiskSpace.TotalAt(folder) / MaxDiskFraction) / Parts;
    }

    /// <summary>How many bytes are held when it is complete.</summary>
    public long Size => _partSize * Parts;

    /// <summary>Whether all of it is held.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Why it is not complete.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Makes what is missing; false when there is no space for it.</summary>
    public bool TryComplete()
    {
        try
        {
            if (_partSize > 0)
            {
                CreateFolder();
                for (var part = 0; part < Parts; part++)
                {
                    Fill(PathOf(part));
                }
            }

            IsComplete = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Error = exception.Message;
            IsComplete = false;
        }

        return IsComplete;
    }

    /// <summary>Gives a part back to the file system; false when none is left.</summary>
    public bool TryRelease()
    {
        for (var part = Parts - 1; part >= 0; part--)
        {
            var path = PathOf(part);
            if (File.Exists(path))
            {
                IsComplete = false;
                File.Delete(path);
                return true;
            }
        }

        return false;
    }

    private string PathOf(int part) => Path.Combine(_folder, $"part-{part}");

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Written, not only allocated: some file systems ignore a request to allocate.</summary>
    private void Fill(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length == _partSize)
        {
            return;
        }

        File.Delete(path);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = _partSize, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(path, options);
            Span<byte> zeros = new byte[WriteSize];
            for (var left = _partSize; left > 0; left -= WriteSize)
            {
                stream.Write(zeros[..(int)Math.Min(left, WriteSize)]);
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}
