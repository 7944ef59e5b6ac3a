using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite.Transfer;

/// <summary>What is known of a database that a restore replaces, from itself and from its mark.</summary>
/// <param name="Newest">The newest known revision; zero when there is no former store.</param>
/// <param name="IsExact">Whether it had no later revision.</param>
internal sealed record FormerStore(Revision Newest, bool IsExact)
{
    /// <summary>More than the commits between two writes of the mark, which is written by every compaction.</summary>
    private const long MarkLag = 10_000_000;

    /// <summary>A revision that neither it nor a backup has reached.</summary>
    public Revision Beyond(Revision backup) => new(Math.Max(Newest.Value, backup.Value) + (IsExact ? 1 : MarkLag));

    /// <summary>Reads the database, or only its mark when the database is missing or cannot be read.</summary>
    public static FormerStore Read(string path, StoreMark? mark)
    {
        var marked = mark?.Revision ?? Revision.Zero;
        if (File.Exists(path))
        {
            try
            {
                using var file = SqliteStoreFile.Open(path);
                return new FormerStore(file.Revision > marked ? file.Revision : marked, IsExact: true);
            }
            catch (Exception exception) when (exception is StoreDamagedException or StoreFormatException or StoreUnavailableException)
            {
                // It is replaced because it cannot be read.
            }
        }

        // A server that runs, or was killed, has made commits since it wrote the mark.
        var isExact = mark is null ? !File.Exists(path) : mark.State != StoreMarkState.Open && marked > Revision.Zero;
        return new FormerStore(marked, isExact);
    }

    /// <summary>Whether it may have commits that a store at a revision lacks.</summary>
    public bool MayBeNewerThan(Revision revision) => !IsExact || Newest > revision;
}
