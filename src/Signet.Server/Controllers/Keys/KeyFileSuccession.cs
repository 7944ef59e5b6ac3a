using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing.Succession;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Keys;

/// <summary>Records the windows of keys that settings give when they have changed, here or on another replica, and puts them into the key ring.</summary>
internal sealed class KeyFileSuccession(KeySuccessionRunner runner, TimeProvider time, ILogger<KeyFileSuccession> logger) : SupervisedService
{
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (runner.Opened is { } opened)
        {
            runner.Opened = null;
            Tell(opened);
        }

        while (true)
        {
            var changed = runner.Source.WaitForChangeAsync(CancellationToken.None);
            Tell(await runner.RunAsync(stoppingToken).ConfigureAwait(false));
            await ChangeWait.ForAsync(changed, MaxInterval, time, stoppingToken).ConfigureAwait(false);
        }
    }

    private void Tell(SuccessionChange change)
    {
        if (change.Fault is { } fault)
        {
            Log.KeyFileWindowsLost(logger, fault);
        }

        if (change.FormerFault is { } former)
        {
            Log.FormerKeyNotOpened(logger, former);
        }

        // The first start has nothing to tell: its keys have no limits.
        foreach (var key in change.Before.Count == 0 ? [] : change.Changed)
        {
            var before = change.Before.FirstOrDefault(one => one.KeyId == key.KeyId);
            Log.KeyFileWindows(logger, key.KeyId, Text(key.PublishedFrom), Text(key.SignsFrom), Text(key.SignsUntil), Text(key.NeededUntil));
            if (key.IsRevoked && before?.IsRevoked != true)
            {
                Log.KeyFileRevoked(logger, key.KeyId);
            }

            if (key.IsActivationForced && before?.IsActivationForced != true && key.PublishedFrom is { } published)
            {
                Log.KeyFileSignsEarly(logger, key.KeyId, Text(published + runner.Policy.MaxAge), Text(published + runner.Policy.PublicationLead));
            }
        }
    }

    private static string Text(DateTimeOffset? time) => time is not { } known ? "(not decided)"
        : known == DateTimeOffset.MinValue ? "(always)"
        : Timestamps.Format(known);
}
