using Microsoft.Win32.SafeHandles;

namespace Signet.Server.Audit;

/// <summary>Where the log goes: a file that is appended to, a pipe, or standard output.</summary>
public sealed class AuditOutput : IDisposable
{
    private const string StandardOutput = "-";
    private readonly Stream _stream;

    /// <summary>The file's handle; null for what can only be written on.</summary>
    private readonly SafeFileHandle? _file;

    /// <summary>Writes to a stream.</summary>
    public AuditOutput(Stream stream) => (_stream, _file) = (stream, stream is FileStream { CanSeek: true } file ? file.SafeFileHandle : null);

    /// <summary>Opens <c>--audit-log-path</c>; a file that is made belongs to its owner alone.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static AuditOutput Open(string path)
    {
        if (path == StandardOutput)
        {
            return new AuditOutput(Console.OpenStandardOutput());
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new AuditOutput(new FileStream(path, options));
    }

    /// <summary>
    /// Writes whole lines at the end, wherever that is now: who rotates may have cut the file. Of what fails half-way a file keeps
    /// nothing.
    /// </summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Write(ReadOnlySpan<byte> lines)
    {
        if (_file is null)
        {
            _stream.Write(lines);
            _stream.Flush();
            return;
        }

        var end = RandomAccess.GetLength(_file);
        try
        {
            RandomAccess.Write(_file, lines, end);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, end);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
