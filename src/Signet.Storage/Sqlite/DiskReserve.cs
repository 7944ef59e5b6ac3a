namespace Signet.Storage.Sqlite;

/// <summary>
/// Disk space reserved by files of zeros, which is released on a full disk for commits that may use it. Released in parts, because other processes
/// can take released space. Only for the thread of the writer.
/// </summary>
internal sealed class DiskReserve
{
    private const int Parts = 8;
    private const int WriteSize = 64 * 1024;
    private const int MaxDiskFraction = 8;

    private readonly string _folder;
    private readonly long _partSize;

    /// <param name="folder">The folder of the files.</param>
    /// <param name="size">The size of the reserve in bytes, limited by the size of the disk; 0 reserves nothing.</param>
    public DiskReserve(string folder, long size)
    {
        _folder = folder;
        _partSize = Math.Min(size, DiskSpace.TotalAt(folder) / MaxDiskFraction) / Parts;
    }

    /// <summary>The size of the complete reserve in bytes.</summary>
    public long Size => _partSize * Parts;

    /// <summary>Whether the whole reserve is held.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The error that kept the reserve from being complete.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Creates the missing parts; false if there is no space.</summary>
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

    /// <summary>Releases a part; false if none is left.</summary>
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

    /// <summary>Writes the file: some file systems ignore preallocation.</summary>
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
