using Signet.Core.Storage;

namespace Signet.Tests.Hosting.Issuers;

/// <summary>A store in memory that several servers use, as they would use one in other processes. A server that ends does not dispose it.</summary>
/// <param name="inner">The store.</param>
/// <param name="onRead">Called by each read of a key.</param>
internal sealed class SharedMemoryStore(IObjectStore inner, Action? onRead = null) : DelegatingStore(inner, isOwner: false)
{
    /// <inheritdoc/>
    public override bool IsExclusive => false;

    /// <inheritdoc/>
    public override ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        onRead?.Invoke();
        return Inner.GetAsync(key, cancellationToken);
    }
}
