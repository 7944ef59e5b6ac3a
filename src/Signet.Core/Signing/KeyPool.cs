using System.Collections.Concurrent;

namespace Signet.Core.Signing;

/// <summary>
/// A pool of instances of one key for concurrent use. .NET does not guarantee thread safety of key objects, and importing a key for each
/// signature would cost more than the signature.
/// </summary>
/// <remarks>
/// A caller gets the most recently used instance, whose numbers and blinding are still in the caches of the processor. The pool lives as long as its
/// key set; the garbage collector finalizes its few idle instances.
/// </remarks>
internal sealed class KeyPool<TKey>(Func<TKey> import)
    where TKey : class, IDisposable
{
    private readonly ConcurrentStack<TKey> _idle = [];

    /// <summary>Takes an instance for exclusive use until the lease is disposed.</summary>
    public Lease Rent() => new(this, _idle.TryPop(out var key) ? key : import());

    /// <summary>
    /// The exclusive use of an instance. Disposing the lease returns the instance to the pool if <see cref="Keep"/> was called; otherwise the
    /// operation has failed, and the instance is disposed.
    /// </summary>
    public ref struct Lease(KeyPool<TKey> pool, TKey key)
    {
        private bool _isKept;

        public readonly TKey Key => key;

        /// <summary>Marks the operation as successful, so that the instance returns to the pool.</summary>
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
