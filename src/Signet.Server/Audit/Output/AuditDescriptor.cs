using Microsoft.Win32.SafeHandles;

namespace Signet.Server.Audit.Output;

/// <summary>One open file, pipe, terminal or socket that lines are appended to (Linux).</summary>
internal sealed class AuditDescriptor : IDisposable
{
    /// <summary>A blocking pipe that is ready for output takes so much without blocking (PIPE_BUF).</summary>
    private const int TakenByPipe = 4096;

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

    /// <summary>Which file it is.</summary>
    public FileIdentity Identity { get; }

    /// <summary>Whether the file has lost its last name since it was opened.</summary>
    public bool IsRemoved => _hadName && Posix.Identify(_file).Links == 0;

    /// <summary>Opens what a path names, or makes a file.</summary>
    /// <exception cref="PosixException">It cannot be opened.</exception>
    public static AuditDescriptor Open(string path) => new(Posix.OpenToAppend(path));

    /// <summary>Standard output, which stays open.</summary>
    /// <exception cref="IOException">It is closed, although the runtime may have opened something else under its number.</exception>
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

    /// <summary>Whether the file is shorter than it has been; tells it once.</summary>
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

    /// <summary>Whether a pipe has a reader again after it had none; tells it once.</summary>
    /// <exception cref="IOException">It has none.</exception>
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

    /// <summary>Writes as much as is taken now.</summary>
    /// <exception cref="IOException">Nothing could be written.</exception>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (_isInsideLine)
        {
            // What an earlier process or a full disk left half-written stays a line of its own.
            if (WriteSome("\n"u8) == 0)
            {
                return 0;
            }

            _isInsideLine = false;
        }

        return Identity.IsRegular ? WriteSome(bytes) : WriteReady(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private int WriteReady(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length)
        {
            var events = Posix.WaitForOutput(_file, WaitMilliseconds);
            if (taken > 0 && (events & (PollEvents.Error | PollEvents.Invalid)) != 0)
            {
                // What was taken is told first; the next call fails.
                break;
            }

            RefuseWithoutReader(events);
            var rest = bytes[taken..];
            var more = (events & PollEvents.Output) == 0 ? 0 : WriteSome(rest.Length > TakenByPipe ? rest[..TakenByPipe] : rest);
            if (more == 0)
            {
                break;
            }

            taken += more;
        }

        return taken;
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
            throw new IOException("it has been closed");
        }

        if ((events & PollEvents.Error) != 0)
        {
            _isReaderGone = true;
            throw new IOException("nothing reads it any more");
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
            // It may be written but not read: an empty line does no harm.
            return true;
        }
    }
}
