namespace Signet.Core.Storage;

/// <summary>
/// The data of the store has been replaced by another history, for example by a restored backup: revisions that were read before mean nothing
/// in it. Every call fails until <see cref="IObjectStore.AdoptHistoryAsync"/>.
/// </summary>
public sealed class HistoryReplacedException(string message) : StoreUnavailableException(message);
