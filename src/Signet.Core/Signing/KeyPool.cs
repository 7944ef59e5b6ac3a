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
public sealed class KeyPool<TKey>(Func<TKey> import)
    where TKey : class
{
    private readonly ConcurrentStack<TKey> _idle = [];

    /// <summary>Takes an instance that nobody else uses.</summary>
    public TKey Rent() => _idle.TryPop(out var key) ? key : import();

    /// <summary>Gives it back.</summary>
    public void Return(TKey key) => _idle.Push(key);
}
