namespace Signet.Server.Audit.Output;

/// <summary>
/// The output of <c>--audit-log-path</c> on Linux: the file at the path, also after a rotation, or standard output. A rotation may rename the file,
/// remove it, or copy and truncate it.
/// </summary>
/// <param name="path">The path; null for standard output.</param>
/// <param name="time">The clock of <see cref="MaxAbsence"/>.</param>
internal sealed class AuditPath(string? path, TimeProvider time) : IAuditOutput
{
    /// <summary>The time that the path may name no file before one is created: a rotation that renames the file creates the new one itself.</summary>
    public static TimeSpan MaxAbsence { get; } = TimeSpan.FromMilliseconds(200);

    private AuditDescriptor? _current;
    private long? _absentSince;

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes) => (_current ?? throw new IOException("the output is not open")).Write(bytes);

    /// <inheritdoc/>
    public AuditOutputState Check(bool reopen)
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
        _current = Open();
        _absentSince = null;
        var isRemoved = before.IsRemoved;
        before.Dispose();
        return isTruncated || isRemoved ? AuditOutputState.Lost : AuditOutputState.Moved;
    }

    /// <inheritdoc/>
    public void Dispose() => _current?.Dispose();

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
