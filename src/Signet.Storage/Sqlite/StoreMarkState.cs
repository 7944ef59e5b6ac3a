namespace Signet.Storage.Sqlite;

/// <summary>The last state of the process of a store.</summary>
internal enum StoreMarkState
{
    /// <summary>The store is open. At a start this means that the process was killed, and that the log must exist.</summary>
    Open,

    /// <summary>The store was being closed, or was closed and needs a check.</summary>
    Closing,

    /// <summary>The store was closed.</summary>
    Closed,
}
