using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// Keeps a record of the store that is no API object current with the object cache: what is decided from both has one notion of freshness. Called only by the
/// writer of the cache. Must not throw because of a record that cannot be read.
/// </summary>
internal interface IRecordObserver
{
    /// <summary>The key of the record: <c>/signet/signing-keys</c>.</summary>
    string Key { get; }

    /// <summary>Uses a state of the record; null when there is none. After a reload a state can come again, or an older one.</summary>
    void Use(StoredValue? value);

    /// <summary>The states until now belong to another history of the store: their revisions say nothing about the next state.</summary>
    void BeginHistory();
}
