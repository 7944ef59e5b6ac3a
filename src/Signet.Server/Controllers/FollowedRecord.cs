using Signet.Core.Resources.Cache;
using Signet.Core.Storage;

namespace Signet.Server.Controllers;

/// <summary>
/// A record of the store that a part of this server follows. It follows with the object cache, before the cache reaches the revision; a signer, which has no
/// cache, has <see cref="Stores.RecordFollower"/>.
/// </summary>
/// <param name="name">The name in <c>/readyz?verbose</c>.</param>
/// <param name="key">The key of the record.</param>
internal abstract class FollowedRecord(string name, string key) : IRecordObserver
{
    /// <summary>The name in <c>/readyz?verbose</c>.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public string Key { get; } = key;

    /// <summary>The remark of <c>/readyz?verbose</c>, or null. Readable by everyone: no secrets.</summary>
    public abstract string? Remark { get; }

    /// <inheritdoc/>
    public abstract void Use(StoredValue? value);

    /// <inheritdoc/>
    public abstract void BeginHistory();
}
