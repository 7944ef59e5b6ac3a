using System.Collections.Concurrent;

namespace Signet.Core.Signing;

/// <summary>
/// Instances of one key for concurrent use: .NET promises no thread safety for a key object, and importing one for each
/// signature would cost more than the signature.
/// </summary>
/// <remarks>
/// Whoever comes gets the instance that was used last, whichever thread used it: its numbers and its blinding are still in the processor's
/// caches. Lives as long as the key set that it is in; its few idle instances are left to the garbage collector.
/// </remarks>
internal sealed class KeyPool<TKey>(Func<TKey> import)
    where TKey : class, IDisposable
{
    private readonly ConcurrentStack<TKey> _idle = [];

    /// <summary>Takes an instance that nobody else uses, until the lease is disposed.</summary>
    public Lease Rent() => new(this, _idle.TryPop(out var key) ? key : import());

    /// <summary>
    /// An instance in use by one caller. Disposing the lease returns the instance to the pool if <see cref="Keep"/> was called; otherwise the
    /// operation has failed, and the instance is disposed.
    /// </summary>
    public ref struct Lease(KeyPool<TKey> pool, TKey key)
    {
        private bool _isKept;

        /// <summary>The instance.</summary>
        public readonly TKey Key => key;

        /// <summary>The operation has succeeded: the instance can be used again.</summary>
        public void Keep() => _isKept = true;

        /// <summary>Returns the instance, or disposes it.</summary>
        public readonly void Dispose()
        {
            if (_isKept)
            {
                pool._idle.Push(key);
            }
            else
            {
                key.Dispose();
            }
        }
    }
}
