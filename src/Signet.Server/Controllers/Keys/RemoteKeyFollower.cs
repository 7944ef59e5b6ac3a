using System.Globalization;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing.Ring;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Keys;

/// <summary>Fetches the keys of an external signer again when they are due. Failures are logged; the keys that were fetched last stay in force.</summary>
internal sealed class RemoteKeyFollower(IRemoteKeys keys, TimeProvider time, ILogger<RemoteKeyFollower> logger) : SupervisedService
{
    /// <summary>A fetch that a request caused may change when the next one is due.</summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private DateTimeOffset? _failingSince;

    /// <inheritdoc/>
    public override string? Remark
    {
        get
        {
            var status = keys.Status;
            var age = string.Create(CultureInfo.InvariantCulture, $"the keys of the external signer are {(time.GetUtcNow() - status.FetchedAt).TotalSeconds:0} s old");
            return status.FailingSince is { } since ? $"{age}; fetching them fails since {Timestamps.Format(since)} (log event 5170 has the reason)" : age;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var due = keys.Status.NextFetchAt - time.GetUtcNow();
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due < MaxPause ? due : MaxPause, time, stoppingToken).ConfigureAwait(false);
            }
            else
            {
                await keys.RefetchAsync(stoppingToken).ConfigureAwait(false);
            }

            Report(keys.Status);
        }
    }

    /// <summary>Logs the first failure, and the end of failures.</summary>
    private void Report(RemoteKeyStatus status)
    {
        if (status.FailingSince is not null && _failingSince is null)
        {
            Log.RemoteKeysFailed(logger, status.Fault ?? "", status.FetchedAt);
        }
        else if (status.FailingSince is null && _failingSince is not null)
        {
            Log.RemoteKeysRecovered(logger);
        }

        _failingSince = status.FailingSince;
    }
}
