namespace Signet.Storage.Sqlite;

/// <summary>The native SQLite library cannot be loaded: the installation is incomplete, or for another platform.</summary>
internal sealed class SqliteLibraryException(string message, Exception inner) : Exception(message, inner);
