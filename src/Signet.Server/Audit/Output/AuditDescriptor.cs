using Microsoft.Win32.SafeHandles;

namespace Signet.Server.Audit.Output;

/// <summary>An open file, pipe, terminal or socket that lines are appended to (Linux).</summary>
internal sealed class AuditDescriptor : IDisposable
{
    /// <summary>A blocking pipe that is ready for output accepts this many bytes without blocking (PIPE_BUF).</summary>
    private const int PipeBufferBytes = 4096;

    private const int WaitMilliseconds = 100;
    private const int StandardOutputNumber = 1;
    private readonly SafeFileHandle _file;
    private readonly bool _hadName;
    private long _end;
    private bool _isInsideLine;
    private bool _isReaderGone;

    private AuditDescriptor(SafeFileHandle file)
    {
        (_file, Identity) = (file, Posix.Identify(file));
        (_hadName, _end) = (Identity.Links > 0, Identity.Size);
        _isInsideLine = EndsInsideLine();
    }

    /// <summary>The identity of the file.</summary>
    public FileIdentity Identity { get; }

    /// <summary>The size of a file in bytes, as far as this descriptor has seen it.</summary>
    public long End => _end;

    /// <summary>Whether the file has been unlinked since it was opened.</summary>
    public bool IsRemoved => _hadName && Posix.Identify(_file).Links == 0;

    /// <summary>Opens the file at a path, and creates it when it does not exist.</summary>
    /// <exception cref="PosixException">The file cannot be opened.</exception>
    public static AuditDescriptor Open(string path) => new(Posix.OpenToAppend(path));

    /// <summary>Opens the file that succeeds a rotated one, with its permissions.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static AuditDescriptor OpenSuccessor(string path, AuditDescriptor rotated)
    {
        var opened = Open(path);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(opened._file, File.GetUnixFileMode(rotated._file));
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Standard output, which is not closed.</summary>
    /// <exception cref="IOException">Standard output is closed. (The runtime may have opened another file with its descriptor.)</exception>
    public static AuditDescriptor StandardOutput()
    {
        var output = new SafeFileHandle(StandardOutputNumber, ownsHandle: false);
        if (!Posix.IsInherited(output))
        {
            throw new IOException("standard output is closed");
        }

        var opened = new AuditDescriptor(output);
        if (opened.Identity.IsRegular)
        {
            Posix.SetAppend(opened._file);
        }

        return opened;
    }

    /// <summary>Whether the file was truncated since the last call.</summary>
    public bool IsTruncated()
    {
        if (!Identity.IsRegular)
        {
            return false;
        }

        var size = Posix.Identify(_file).Size;
        var isTruncated = size < _end;
        _end = size;
        _isInsideLine = isTruncated ? EndsInsideLine() : _isInsideLine;
        return isTruncated;
    }

    /// <summary>Whether a pipe has a new reader since the last call, after having had none.</summary>
    /// <exception cref="IOException">The pipe has no reader.</exception>
    public bool HasNewReader()
    {
        if (Identity.IsRegular)
        {
            return false;
        }

        RefuseWithoutReader(Posix.WaitForOutput(_file, 0));
        var isNew = _isReaderGone;
        _isReaderGone = false;
        return isNew;
    }

    /// <summary>Writes as many bytes as the output accepts now.</summary>
    /// <exception cref="IOException">Nothing was written.</exception>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (_isInsideLine)
        {
            // A line that an earlier process or a full disk left incomplete stays a line of its own.
            if (WriteSome("\n"u8) == 0)
            {
                return 0;
            }

            _isInsideLine = false;
        }

        return Identity.IsRegular ? WriteSome(bytes) : WriteReady(bytes);
    }

    /// <summary>Waits until the written lines of a regular file are on the disk. Pipes, terminals and devices have no disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Sync()
    {
        if (Identity.IsRegular)
        {
            Posix.SyncData(_file);
        }
    }

    /// <summary>Whether the file at a path is this one, and as long as what was written to it.</summary>
    public bool IsIntactAt(string path) =>
        Posix.Identify(path) is { } named && named.IsSame(Identity) && named.Size >= _end;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private int WriteReady(ReadOnlySpan<byte> bytes)
    {
        var written = 0;
        while (written < bytes.Length)
        {
            var events = Posix.WaitForOutput(_file, WaitMilliseconds);
            if (written > 0 && (events & (PollEvents.Error | PollEvents.Invalid)) != 0)
            {
                // The accepted bytes are reported first; the next call fails.
                break;
            }

            RefuseWithoutReader(events);
            var rest = bytes[written..];
            var more = (events & PollEvents.Output) == 0 ? 0 : WriteSome(rest.Length > PipeBufferBytes ? rest[..PipeBufferBytes] : rest);
            if (more == 0)
            {
                break;
            }

            written += more;
        }

        return written;
    }

    private int WriteSome(ReadOnlySpan<byte> bytes)
    {
        var written = Posix.Write(_file, bytes);
        if (written >= 0)
        {
            _end += written;
            return written;
        }

        if (written == -Posix.Again)
        {
            return 0;
        }

        _isReaderGone |= written == -Posix.BrokenPipe;
        throw new PosixException(-written);
    }

    private void RefuseWithoutReader(PollEvents events)
    {
        if ((events & PollEvents.Invalid) != 0)
        {
            throw new IOException("the output is closed");
        }

        if ((events & PollEvents.Error) != 0)
        {
            _isReaderGone = true;
            throw new IOException("the pipe has no reader any more");
        }
    }

    private bool EndsInsideLine()
    {
        if (!Identity.IsRegular || _end == 0)
        {
            return false;
        }

        try
        {
            using var reader = File.OpenHandle($"/proc/self/fd/{_file.DangerousGetHandle()}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> last = [0];
            return RandomAccess.Read(reader, last, _end - 1) == 1 && last[0] != (byte)'\n';
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Writable but not readable: an additional empty line is harmless.
            return true;
        }
    }
}
