namespace Signet.Core.Storage;

/// <summary>A store that several processes share, and that can decide which of them holds a lock.</summary>
internal interface ILockingStore
{
    /// <summary>Waits until this process holds a lock.</summary>
    /// <param name="key">The key of the lock; it exists while the lock is held.</param>
    /// <param name="holder">The value of the key, for operators.</param>
    /// <param name="ttl">The time after which the store gives the lock to another process when it does not hear from this one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StoreUnavailableException">The store could not be reached.</exception>
    ValueTask<IStoreLock> LockAsync(string key, ReadOnlyMemory<byte> holder, TimeSpan ttl, CancellationToken cancellationToken);
}
