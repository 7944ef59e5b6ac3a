using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>The observers of records that follow the store.</summary>
/// <param name="observers">The first observers.</param>
internal sealed class CacheRecords(params IEnumerable<IRecordObserver> observers)
{
    private readonly List<IRecordObserver> _observers = [.. observers];

    public void Add(IRecordObserver observer) => _observers.Add(observer);

    /// <summary>Reads the records: their newest states.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    public async Task LoadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        foreach (var observer in _observers)
        {
            observer.Use(await store.GetAsync(observer.Key, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Tells the observers that the store has another history.</summary>
    public void BeginHistory() => _observers.ForEach(observer => observer.BeginHistory());

    /// <summary>Uses the changes of records.</summary>
    public void Apply(IReadOnlyList<Change> changes)
    {
        foreach (var observer in _observers)
        {
            for (var i = 0; i < changes.Count; i++)
            {
                if (changes[i].Key == observer.Key)
                {
                    observer.Use(changes[i].Value);
                }
            }
        }
    }
}
