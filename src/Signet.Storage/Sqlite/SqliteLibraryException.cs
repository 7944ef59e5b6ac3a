namespace Signet.Storage.Sqlite;

/// <summary>The native SQLite library cannot be loaded: the installation is not complete, or is for another machine.</summary>
internal sealed class SqliteLibraryException(string message, Exception inner) : Exception(message, inner);
