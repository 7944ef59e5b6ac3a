using Signet.Core.Signing.Managed;
using Signet.Server.Hosting.Keys;

namespace Signet.TestHost;

/// <summary>
/// Carries out the transitions of managed keys that an advanced clock made due. The server does so as well, in the background; this does it before the next
/// request, so that a test needs no waiting.
/// </summary>
internal sealed class DueKeys(TestTime time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ManagedKeyParts? _keys;
    private long _settledAt;

    /// <summary>The keys; null when the settings name key files.</summary>
    public void Use(ManagedKeyParts? keys) => Volatile.Write(ref _keys, keys);

    /// <summary>Completes when the keys are those of the current time.</summary>
    public ValueTask RunAsync(CancellationToken cancellationToken) =>
        time.Ahead.Ticks == Volatile.Read(ref _settledAt) || Volatile.Read(ref _keys) is not { } keys ? default : new(RunAsync(keys, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task RunAsync(ManagedKeyParts keys, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var ahead = time.Ahead.Ticks;
            if (ahead != _settledAt)
            {
                var change = await keys.Keys.RunDueAsync(cancellationToken).ConfigureAwait(false);
                keys.Ring.Use(change.After);
                if (change.After.Keys.Any(ChangesWithinASecond))
                {
                    // This or the server's own service has just decided it. The next request finds nothing more to do.
                    time.FinishSecond();
                }

                Volatile.Write(ref _settledAt, ahead);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private bool ChangesWithinASecond(ManagedKey key)
    {
        var now = time.GetUtcNow();
        return IsSoon(key.PublishedFrom) || IsSoon(key.SignsFrom) || IsSoon(key.SignsUntil);

        bool IsSoon(DateTimeOffset? bound) => bound > now && bound <= now + TimeSpan.FromSeconds(1);
    }
}
