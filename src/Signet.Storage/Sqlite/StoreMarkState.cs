namespace Signet.Storage.Sqlite;

/// <summary>What the store's process did last.</summary>
internal enum StoreMarkState
{
    /// <summary>It had the store open; if it still says so it was killed, and the log file has to be there.</summary>
    Open,

    /// <summary>It was closing the store, or closes it with a doubt about its content.</summary>
    Closing,

    /// <summary>It has closed the store.</summary>
    Closed,
}
