using System.Collections.Concurrent;

namespace Signet.Core.Signing;

/// <summary>
/// Instances of one key for concurrent use: .NET promises no thread safety for a key object, and importing one for each
/// signature would cost more than the signature.
/// </summary>
/// <remarks>Lives as long as the key set that it is in; its few idle instances are left to the garbage collector.</remarks>
public sealed class KeyPool<TKey>(Func<TKey> import)
    where TKey : class
{
    private readonly ConcurrentBag<TKey> _idle = [];

    /// <summary>Takes an instance that nobody else uses.</summary>
    public TKey Rent() => _idle.TryTake(out var key) ? key : import();

    /// <summary>Gives it back.</summary>
    public void Return(TKey key) => _idle.Add(key);
}
