using Signet.Core.Primitives;

namespace Signet.Storage.Sqlite.Transfer;

/// <summary>A store that was restored from a backup.</summary>
/// <param name="Backup">The revision of the backup.</param>
/// <param name="Former">The newest known revision of the former store; zero without one.</param>
/// <param name="Revision">The revision of the restored store: beyond that of the former one.</param>
/// <param name="Aside">The folder with the former store; null without one.</param>
internal sealed record RestoredStore(Revision Backup, Revision Former, Revision Revision, string? Aside);
