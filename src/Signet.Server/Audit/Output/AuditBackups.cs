using System.IO.Compression;
using Microsoft.Extensions.Logging;
using Signet.Core.Storage;
using Signet.Server.Logging;

namespace Signet.Server.Audit.Output;

/// <summary>
/// Removes rotated files that are too many or too old, and compresses the others. Works in the background, one pass at a time, so that writing does not
/// wait for it. A file and its compressed form are never both removed before one of them is complete.
/// </summary>
internal sealed class AuditBackups(string log, AuditRotation rotation, TimeProvider time, ILogger logger) : IDisposable
{
    private const string UnfinishedSuffix = ".tmp";
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource _end = new();
    private readonly LogRate _failures = new(1, LogInterval, time);
    private readonly Lock _lock = new();
    private Task _pass = Task.CompletedTask;
    private bool _isRequested;

    /// <summary>The passes until now.</summary>
    internal Task Finished
    {
        get
        {
            lock (_lock)
            {
                return _pass;
            }
        }
    }

    /// <summary>Starts a pass, or another one after the running one.</summary>
    public void Request()
    {
        lock (_lock)
        {
            _isRequested = true;
            if (_pass.IsCompleted && !_end.IsCancellationRequested)
            {
                _pass = RunAsync();
            }
        }
    }

    /// <summary>Ends the running pass; the next start of the server continues it.</summary>
    public void Dispose() => _end.Cancel();

    private bool TakeRequest()
    {
        lock (_lock)
        {
            var isRequested = _isRequested && !_end.IsCancellationRequested;
            _isRequested = false;
            return isRequested;
        }
    }

    private async Task RunAsync()
    {
        // Not in the thread that writes the log.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (TakeRequest())
        {
            try
            {
                await MaintainAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (_failures.TryCount(1, out _))
                {
                    Log.BackupsNotMaintained(logger, exception.Message);
                }
            }
        }
    }

    private async Task MaintainAsync()
    {
        var kept = 0;
        DateTimeOffset? last = null;
        var oldest = rotation.MaxAgeDays > 0 ? time.GetUtcNow() - TimeSpan.FromDays(rotation.MaxAgeDays) : DateTimeOffset.MinValue;
        foreach (var backup in AuditBackupName.All(log))
        {
            // A file and its compressed form are one.
            kept += backup.RotatedAt == last ? 0 : 1;
            last = backup.RotatedAt;
            if (backup.RotatedAt < oldest || (rotation.MaxBackups > 0 && kept > rotation.MaxBackups))
            {
                File.Delete(backup.Path);
            }
            else if (rotation.Compresses && !backup.IsCompressed)
            {
                await CompressAsync(backup.Path, _end.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The file is removed when its compressed form is on the disk.</summary>
    private static async Task CompressAsync(string path, CancellationToken cancellationToken)
    {
        var unfinished = path + AuditBackupName.CompressedSuffix + UnfinishedSuffix;
        try
        {
            await using (var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            await using (var target = new FileStream(unfinished, OptionsOf(path)))
            {
                await using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
                {
                    await source.CopyToAsync(gzip, cancellationToken).ConfigureAwait(false);
                }

                target.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path + AuditBackupName.CompressedSuffix, overwrite: true);
            DirectorySync.Flush(AuditBackupName.FolderOf(path));
            File.Delete(path);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static FileStreamOptions OptionsOf(string source)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.GetUnixFileMode(source);
        }

        return options;
    }
}
