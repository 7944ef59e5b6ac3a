using Microsoft.Extensions.Logging;
using Signet.Server.Background;

namespace Signet.Server.Authentication.Certificates;

/// <summary>Looks at the files of authorities once a second. Reading them beats any notice of the file system's: those get lost on some mounts.</summary>
internal sealed class AuthorityFollower(IReadOnlyList<TrustedAuthorities> followed, TimeProvider time, ILogger<AuthorityFollower> logger) : SupervisedService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Takes what the files hold now, without waiting for a second look.</summary>
    public void Reload()
    {
        foreach (var authorities in followed)
        {
            authorities.Reload(logger);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                foreach (var authorities in followed)
                {
                    authorities.Look(logger);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
