using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Keys;

/// <summary>
/// Follows the managed keys of the store and puts each new state of them into the key ring. A state that cannot be used is logged and told by
/// <c>/readyz?verbose</c>; the ring before it stays in force.
/// </summary>
internal sealed class KeyRingFollower(
    IObjectStore store, ManagedKeyStore keys, ManagedRing ring, ILogger<KeyRingFollower> logger) : SupervisedService
{
    private volatile string? _fault;

    /// <summary>Why the newest keys are not in force; null while they are.</summary>
    public string? Fault => _fault;

    /// <inheritdoc/>
    public override string? Remark => _fault is { } fault ? $"the former keys stay in use: {fault}" : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is committed after this revision comes by the watch; what is read now has at least everything up to it.
        var revision = await store.GetRevisionAsync(stoppingToken).ConfigureAwait(false);
        Apply(await store.GetAsync(ManagedKeyRecord.StorageKey, stoppingToken).ConfigureAwait(false));
        await foreach (var batch in store.WatchAsync(ManagedKeyRecord.StorageKey, new Revision(revision.Value + 1), stoppingToken).ConfigureAwait(false))
        {
            foreach (var change in batch.Changes)
            {
                if (change.Key == ManagedKeyRecord.StorageKey)
                {
                    Apply(change.Value);
                }
            }
        }
    }

    private void Apply(StoredValue? stored)
    {
        try
        {
            ring.Use(keys.Read(stored));
            _fault = null;
        }
        catch (Exception exception) when (exception is ManagedKeyException or KeyRingException)
        {
            Log.KeysUnusable(logger, exception.Message);
            _fault = exception.Message;
        }
    }
}
