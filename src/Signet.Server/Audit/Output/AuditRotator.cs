using Microsoft.Extensions.Logging;
using Signet.Server.Logging;

namespace Signet.Server.Audit.Output;

/// <summary>
/// Rotates the file of the audit log by size: renames it, and opens a new one. A rotation that fails changes nothing; it is tried again after
/// <see cref="RetryPause"/>, and the old file is written until then. Used by one thread at a time.
/// </summary>
internal sealed class AuditRotator : IDisposable
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaintenanceInterval = TimeSpan.FromHours(1);
    private readonly string _path;
    private readonly AuditRotation _rotation;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LogRate _failures;
    private DateTimeOffset _lastName;
    private long _maintainedAt;
    private long? _failedAt;

    /// <summary>Removes and compresses the files of earlier rotations.</summary>
    public AuditRotator(string path, AuditRotation rotation, TimeProvider time, ILogger logger)
    {
        (_path, _rotation, _time, _logger) = (path, rotation, time, logger);
        _failures = new LogRate(1, LogInterval, time);
        Backups = new AuditBackups(Target, rotation, time, logger);
        Maintain();
    }

    /// <summary>The time between two attempts when a rotation fails.</summary>
    public static TimeSpan RetryPause { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The rotated files.</summary>
    public AuditBackups Backups { get; }

    /// <summary>The size from which the file is rotated.</summary>
    public long MaxBytes => _rotation.MaxBytes;

    /// <summary>Whether a rotation may be attempted now.</summary>
    public bool IsReady => _failedAt is not { } failedAt || _time.GetElapsedTime(failedAt) >= RetryPause;

    /// <summary>The file itself, when the path is a symbolic link.</summary>
    private string Target => new FileInfo(_path).LinkTarget is null ? _path : File.ResolveLinkTarget(_path, returnFinalTarget: true)!.FullName;

    /// <summary>Removes old files also while nothing is rotated.</summary>
    public void MaintainOften()
    {
        if (_time.GetElapsedTime(_maintainedAt) >= MaintenanceInterval)
        {
            Maintain();
        }
    }

    /// <summary>Renames the file and opens a new one; null when that failed and the old file is to be written further.</summary>
    /// <param name="current">The open file. It is at the path.</param>
    public AuditDescriptor? TryRotate(AuditDescriptor current)
    {
        try
        {
            var opened = Rotate(current);
            _failedAt = null;
            Maintain();
            return opened;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _failedAt = _time.GetTimestamp();
            if (_failures.TryCount(1, out var attempts))
            {
                Log.RotationFailed(_logger, attempts, exception.Message);
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Backups.Dispose();

    private AuditDescriptor Rotate(AuditDescriptor current)
    {
        var target = Target;

        // Never a name before that of an earlier rotation, also when the clock is set back: names tell which file is the oldest.
        var now = _time.GetUtcNow();
        var backup = AuditBackupName.Next(target, now > _lastName ? now : _lastName + TimeSpan.FromMilliseconds(1));
        File.Move(target, backup.Path);
        try
        {
            var opened = AuditDescriptor.OpenSuccessor(target, current);
            _lastName = backup.RotatedAt;
            return opened;
        }
        catch
        {
            // The open descriptor is still that of the renamed file: nothing is lost when this fails, too.
            File.Move(backup.Path, target);
            throw;
        }
    }

    private void Maintain()
    {
        _maintainedAt = _time.GetTimestamp();
        Backups.Request();
    }
}
