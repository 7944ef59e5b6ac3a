using Signet.Core.Primitives;

namespace Signet.Storage.Sqlite;

/// <summary>The known state of a store, kept outside of it.</summary>
/// <param name="State">The last state of the process of the store.</param>
/// <param name="Revision">A revision that the store has reached.</param>
/// <param name="Size">The size of the database file when it was closed.</param>
/// <param name="Modified">The modification time of the database file when it was closed, in ticks.</param>
internal sealed record StoreMark(StoreMarkState State, Revision Revision, long Size, long Modified)
{
    /// <summary>The mark for the current state of a file.</summary>
    public static StoreMark Of(StoreMarkState state, Revision revision, string database)
    {
        var file = new FileInfo(database);
        return new StoreMark(state, revision, file.Length, file.LastWriteTimeUtc.Ticks);
    }
}
