using Signet.Core.Primitives;

namespace Signet.Storage.Sqlite;

/// <summary>What is known of a store from outside of it.</summary>
/// <param name="State">What the store's process did last.</param>
/// <param name="Revision">A revision that the store has reached.</param>
/// <param name="Size">The database file's size when it was closed.</param>
/// <param name="Modified">The database file's time of modification when it was closed, in ticks.</param>
internal sealed record StoreMark(StoreMarkState State, Revision Revision, long Size, long Modified)
{
    /// <summary>The mark for a file as it is now.</summary>
    public static StoreMark Of(StoreMarkState state, Revision revision, string database)
    {
        var file = new FileInfo(database);
        return new StoreMark(state, revision, file.Length, file.LastWriteTimeUtc.Ticks);
    }
}
