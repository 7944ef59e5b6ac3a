using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Keys;

/// <summary>
/// Opens the device of a signer again when it was lost: at once, then with a growing delay. A device that refused the credential is left alone until the
/// credential changes, because further attempts would lock it.
/// </summary>
internal sealed class SignerReconnector(IDeviceSigner signer, TimeProvider time, ILogger<SignerReconnector> logger) : SupervisedService
{
    /// <summary>The longest delay is what a device that has returned is not used for.</summary>
    private static readonly Backoff Delays = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));

    private readonly Lock _lock = new();
    private DateTimeOffset? _awaySince;
    private DeviceState? _reported;

    /// <summary>Not a failure of the replica: it answers all but token requests. The fault is only in the log, because health checks are public.</summary>
    public override string? Remark
    {
        get
        {
            lock (_lock)
            {
                return _awaySince is { } since
                    ? $"the signing key is away since {Timestamps.Format(since)}: no tokens are issued, reviews work (log events 5160 and 5162 have the reason)"
                    : null;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; ;)
        {
            var seen = signer.State;
            if (seen.Condition is DeviceCondition.Lost or DeviceCondition.Away)
            {
                var next = await signer.OpenAsync(stoppingToken).ConfigureAwait(false);
                failures = next.Condition == DeviceCondition.Ready ? 0 : failures + 1;
                Report(seen, next);
                if (next.Condition == DeviceCondition.Away)
                {
                    // A changed PIN does not wait for the delay.
                    await Task.WhenAny(
                        Task.Delay(Delays.DelayAfter(failures), time, stoppingToken), signer.WaitForChangeAsync(next, stoppingToken)).ConfigureAwait(false);
                    stoppingToken.ThrowIfCancellationRequested();
                }
            }
            else
            {
                Report(seen, seen);
                await signer.WaitForChangeAsync(seen, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Logs that the device went away, refused the credential, or returned; each once.</summary>
    private void Report(DeviceState before, DeviceState now)
    {
        var since = Exchange(now.Condition == DeviceCondition.Ready);
        switch (now.Condition)
        {
            case DeviceCondition.Ready when since is { } away:
                Log.SignerReturned(logger, signer.Device, (long)(time.GetUtcNow() - away).TotalSeconds);
                break;
            case DeviceCondition.Ready when before.Condition == DeviceCondition.Lost:
                Log.SignerReopened(logger, before.Fault);
                break;
            case DeviceCondition.Refused when now != _reported:
                Log.SignerRefused(logger, now.Fault);
                break;
            case DeviceCondition.Away when since is null:
                Log.SignerAway(logger, now.Fault);
                break;
        }

        _reported = now;
    }

    /// <summary>Notes since when the device is away; returns what was noted before.</summary>
    private DateTimeOffset? Exchange(bool isReady)
    {
        lock (_lock)
        {
            var before = _awaySince;
            _awaySince = isReady ? null : before ?? time.GetUtcNow();
            return before;
        }
    }
}
