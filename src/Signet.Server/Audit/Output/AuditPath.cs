using Signet.Core.Storage;

namespace Signet.Server.Audit.Output;

/// <summary>
/// The output of <c>--audit-log-path</c> on Linux: the file at the path, also after a rotation, or standard output. A rotation may rename the file,
/// remove it, or copy and truncate it.
/// </summary>
/// <param name="path">The path; null for standard output.</param>
/// <param name="time">The clock of <see cref="MaxAbsence"/>.</param>
/// <param name="rotator">The rotation by the server; null when there is none. Rotations by others work, too.</param>
internal sealed class AuditPath(string? path, TimeProvider time, AuditRotator? rotator = null) : IAuditOutput
{
    /// <summary>The time that the path may name no file before one is created: a rotation that renames the file creates the new one itself.</summary>
    public static TimeSpan MaxAbsence { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Files that were rotated since the last <see cref="Sync"/>.</summary>
    private readonly List<AuditDescriptor> _unsynced = [];
    private AuditDescriptor? _current;
    private long? _absentSince;
    private bool _isInsideLine;
    private bool _isEntrySynced;

    /// <summary>Whether <see cref="Sync"/> is used.</summary>
    public bool Syncs { get; init; }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        var current = _current ?? throw new IOException("the output is not open");
        if (rotator is null || !current.Identity.IsRegular || bytes.IsEmpty)
        {
            return current.Write(bytes);
        }

        var fitting = Fitting(bytes);
        var written = _current.Write(fitting);
        _isInsideLine = written > 0 ? fitting[written - 1] != (byte)'\n' : _isInsideLine;
        return written;
    }

    /// <inheritdoc/>
    public AuditOutputState Check(bool reopen)
    {
        rotator?.MaintainOften();
        var state = CheckPath(reopen);
        _isInsideLine &= state is AuditOutputState.Confirmed or AuditOutputState.Pending;
        return state;
    }

    /// <inheritdoc/>
    public void Sync()
    {
        SyncRotated();
        _current?.Sync();
        if (!_isEntrySynced && path is not null && _current is { Identity.IsRegular: true })
        {
            // The name of a new file, too, has to survive a power failure.
            DirectorySync.Flush(AuditBackupName.FolderOf(path));
            _isEntrySynced = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current?.Dispose();
        _unsynced.ForEach(rotated => rotated.Dispose());
        rotator?.Dispose();
    }

    private void SyncRotated()
    {
        try
        {
            _unsynced.ForEach(rotated => rotated.Sync());
        }
        finally
        {
            // After a failure the lines are written again, to the present file: a second attempt would succeed without them.
            _unsynced.ForEach(rotated => rotated.Dispose());
            _unsynced.Clear();
        }
    }

    private AuditOutputState CheckPath(bool reopen)
    {
        if (_current is null)
        {
            _current = Open();
            return AuditOutputState.Confirmed;
        }

        var isTruncated = _current.IsTruncated();
        if (path is null)
        {
            return _current.IsRemoved ? throw new IOException("the file has been removed") : StateOf(isTruncated);
        }

        var named = Posix.Identify(path);
        if (named is { } there && there.IsSame(_current.Identity))
        {
            _absentSince = null;
            return StateOf(isTruncated);
        }

        if (named is null && !reopen)
        {
            _absentSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(_absentSince.Value) < MaxAbsence)
            {
                return isTruncated ? AuditOutputState.Lost : AuditOutputState.Pending;
            }
        }

        var before = _current;
        (_current, _isEntrySynced) = (Open(), false);
        _absentSince = null;
        var isRemoved = before.IsRemoved;
        before.Dispose();
        return isTruncated || isRemoved ? AuditOutputState.Lost : AuditOutputState.Moved;
    }

    /// <summary>
    /// The lines that fit into the file before its next rotation; rotates it first when not even one fits. A line is in one file, and is never divided.
    /// </summary>
    private ReadOnlySpan<byte> Fitting(ReadOnlySpan<byte> bytes)
    {
        var lineEnd = bytes.IndexOf((byte)'\n');
        var first = lineEnd < 0 ? bytes.Length : lineEnd + 1;
        if (!_isInsideLine && _current!.End > 0 && _current.End + first > rotator!.MaxBytes && !TryRotate())
        {
            return bytes;
        }

        var room = rotator!.MaxBytes - _current!.End;
        if (bytes.Length <= room)
        {
            return bytes;
        }

        var fitting = room > 0 ? bytes[..(int)room].LastIndexOf((byte)'\n') + 1 : 0;
        return bytes[..Math.Max(fitting, first)];
    }

    private bool TryRotate()
    {
        // A file that another process is rotating is left to the next check.
        if (!rotator!.IsReady || !_current!.IsIntactAt(path!) || rotator.TryRotate(_current) is not { } opened)
        {
            return false;
        }

        if (Syncs)
        {
            _unsynced.Add(_current);
        }
        else
        {
            _current.Dispose();
        }

        (_current, _isEntrySynced) = (opened, false);
        return true;
    }

    private AuditOutputState StateOf(bool isTruncated) =>
        isTruncated ? AuditOutputState.Lost
        : _current!.HasNewReader() ? AuditOutputState.ReaderChanged
        : AuditOutputState.Confirmed;

    private AuditDescriptor Open()
    {
        try
        {
            return path is null ? AuditDescriptor.StandardOutput() : AuditDescriptor.Open(path);
        }
        catch (PosixException exception) when (exception.Error == Posix.NoDeviceOrReader && path is not null && Posix.Identify(path) is { IsPipe: true })
        {
            throw new PipeWithoutReaderException(exception);
        }
    }
}
