using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;

namespace Signet.Server.Controllers.Keys;

/// <summary>
/// Follows the managed keys of the store and puts each new state of them into the key ring. A state that cannot be used is logged and told by
/// <c>/readyz?verbose</c>; the ring before it stays in force.
/// </summary>
internal sealed class KeyRingFollower(ManagedKeyStore keys, ManagedRing ring, ILogger<KeyRingFollower> logger)
    : FollowedRecord("key-ring-follower", ManagedKeyRecord.StorageKey)
{
    private volatile string? _fault;

    /// <inheritdoc/>
    public override string? Remark => _fault is { } fault ? $"the former keys stay in use: {fault}" : null;

    /// <inheritdoc/>
    public override void Use(StoredValue? value)
    {
        try
        {
            ring.Use(keys.Read(value));
            _fault = null;
        }
        catch (Exception exception) when (exception is ManagedKeyException or KeyRingException)
        {
            Log.KeysUnusable(logger, exception.Message);
            _fault = exception.Message;
        }
    }

    /// <inheritdoc/>
    public override void BeginHistory() => ring.BeginHistory();
}
