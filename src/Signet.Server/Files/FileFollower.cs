using Microsoft.Extensions.Logging;
using Signet.Server.Background;

namespace Signet.Server.Files;

/// <summary>
/// Checks all followed files once a second. Uses stat(2) instead of file system notifications (inotify), which some mounts do not
/// deliver and which miss changes of symbolic links higher up in the path.
/// </summary>
internal sealed class FileFollower(IReadOnlyList<IFollowedFile> files, TimeProvider time, ILogger<FileFollower> logger) : SupervisedService
{
    /// <summary>The interval between checks.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    private volatile TaskCompletionSource _requested = NewRequest();

    public IReadOnlyList<IFollowedFile> Files => files;

    /// <summary>
    /// Requests that all files are checked now and new contents take effect without a second check (SIGHUP). Returns at once; the follower
    /// does it.
    /// </summary>
    public void Reload() => _requested.TrySetResult();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        while (true)
        {
            var requested = _requested.Task;
            await Task.WhenAny(tick, requested).ConfigureAwait(false);
            if (requested.IsCompleted)
            {
                // Replaced before the check, so that a request during the check causes another one.
                _requested = NewRequest();
                Check(takesEffectNow: true);
            }

            if (tick.IsCompleted)
            {
                await tick.ConfigureAwait(false);
                Check(takesEffectNow: false);
                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            }
        }
    }

    private static TaskCompletionSource NewRequest() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Check(bool takesEffectNow)
    {
        foreach (var file in files)
        {
            try
            {
                file.Check(takesEffectNow, logger);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // A failure of one file must not stop the check of the others.
                Log.CheckFailed(logger, exception, file.Files[0].Setting, file.Files[0].Path);
            }
        }
    }
}
