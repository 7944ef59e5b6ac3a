using Microsoft.Extensions.Logging;
using Signet.Server.Background;

namespace Signet.Server.Files;

/// <summary>
/// Checks all followed files once a second. stat(2) is used instead of notifications of the file system (inotify), which some mounts do not
/// deliver and which do not see a symbolic link change far up in the path.
/// </summary>
internal sealed class FileFollower(IReadOnlyList<IFollowedFile> files, TimeProvider time, ILogger<FileFollower> logger) : SupervisedService
{
    /// <summary>The time between two checks.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    private volatile TaskCompletionSource _requested = NewRequest();

    /// <summary>The files.</summary>
    public IReadOnlyList<IFollowedFile> Files => files;

    /// <summary>Makes the contents of all files count now, without a second check (SIGHUP). Returns at once: the follower does it.</summary>
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
                // Replaced before the check: a request that comes during it is another one.
                _requested = NewRequest();
                Check(isTakenNow: true);
            }

            if (tick.IsCompleted)
            {
                await tick.ConfigureAwait(false);
                Check(isTakenNow: false);
                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            }
        }
    }

    private static TaskCompletionSource NewRequest() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Check(bool isTakenNow)
    {
        foreach (var file in files)
        {
            try
            {
                file.Check(isTakenNow, logger);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // One file must not keep the others from being followed.
                Log.CheckFailed(logger, exception, file.Files[0].Setting, file.Files[0].Path);
            }
        }
    }
}
