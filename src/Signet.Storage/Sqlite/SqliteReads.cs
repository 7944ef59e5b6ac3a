using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>The reading statements.</summary>
internal static class SqliteReads
{
    public static StoredValue? Get(SqliteConnection connection, string key)
    {
        using var command = connection.Prepare("SELECT key, value, created, modified FROM newest WHERE key = $key", "$key");
        command.Parameters[0].Value = key;
        using var rows = command.ExecuteReader();
        return rows.Read() ? ReadValue(rows) : null;
    }

    /// <summary>Reads a range in one transaction, so that its values are of the same revision.</summary>
    public static RangeResult Range(SqliteConnection connection, RangeQuery query)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var (newest, compacted) = Progress(connection, transaction);
        var at = query.At == Revision.Zero ? newest : query.At;
        if (at > newest)
        {
            throw new RevisionInFutureException(newest);
        }

        if (at < compacted)
        {
            throw new RevisionCompactedException(compacted);
        }

        using var command = connection.Prepare(at == newest ? NewestRange : RangeAt, "$from", "$end", "$limit", "$at");
        command.Transaction = transaction;
        command.Parameters[0].Value = string.CompareOrdinal(query.From, query.Prefix) > 0 ? query.From : query.Prefix;
        command.Parameters[1].Value = EndOf(query.Prefix);
        command.Parameters[2].Value = query.Limit == 0 ? -1 : query.Limit + 1L;
        command.Parameters[3].Value = at.Value;
        var values = new List<StoredValue>();
        using var rows = command.ExecuteReader();
        var hasMore = false;
        while (rows.Read())
        {
            if (query.Limit > 0 && values.Count == query.Limit)
            {
                hasMore = true;
                break;
            }

            values.Add(ReadValue(rows));
        }

        return new RangeResult(values, at, hasMore);
    }

    /// <summary>The newest revision, and the one up to which history is compacted.</summary>
    public static (Revision Newest, Revision Compacted) Progress(SqliteConnection connection, SqliteTransaction? transaction)
    {
        using var command = connection.Prepare("SELECT revision, compacted FROM progress");
        command.Transaction = transaction;
        using var rows = command.ExecuteReader();
        if (!rows.Read())
        {
            throw new InvalidOperationException("the table progress has no row");
        }

        return (new Revision(rows.GetInt64(0)), new Revision(rows.GetInt64(1)));
    }

    /// <summary>The batches between two revisions, both inclusive; batches without a change under the prefix are omitted.</summary>
    public static List<ChangeBatch> History(SqliteConnection connection, string prefix, Revision from, Revision to, int limit)
    {
        using var command = connection.Prepare(
            """
            SELECT key, value, created, revision, is_first FROM change
            WHERE revision BETWEEN $from AND $to AND key >= $prefix AND key < $end
            ORDER BY revision, part
            """,
            "$from", "$to", "$prefix", "$end");
        command.Parameters[0].Value = from.Value;
        command.Parameters[1].Value = to.Value;
        command.Parameters[2].Value = prefix;
        command.Parameters[3].Value = EndOf(prefix);
        var batches = new List<ChangeBatch>();
        var changes = new List<Change>();
        var revision = Revision.Zero;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var at = new Revision(rows.GetInt64(3));
            if (at != revision && changes.Count > 0)
            {
                batches.Add(new ChangeBatch(revision, changes));
                changes = [];
                if (batches.Count == limit)
                {
                    return batches;
                }
            }

            revision = at;
            var key = rows.GetString(0);
            changes.Add(new Change(key, rows.IsDBNull(1) ? null : ReadValue(rows), rows.GetInt64(4) != 0));
        }

        if (changes.Count > 0)
        {
            batches.Add(new ChangeBatch(revision, changes));
        }

        return batches;
    }

    /// <summary>The smallest key that is greater than all keys with a prefix.</summary>
    internal static string EndOf(string prefix) =>
        prefix.Length == 0 ? "\uffff" : prefix[..^1] + (char)(prefix[^1] + 1);

    private const string NewestRange =
        "SELECT key, value, created, modified FROM newest WHERE key >= $from AND key < $end ORDER BY key LIMIT $limit";

    private const string RangeAt =
        """
        SELECT c.key, c.value, c.created, c.revision FROM change AS c
        WHERE c.key >= $from AND c.key < $end AND c.value IS NOT NULL
            AND c.revision = (SELECT max(revision) FROM change WHERE key = c.key AND revision <= $at)
        ORDER BY c.key LIMIT $limit
        """;

    /// <summary>Reads a row of key, value, created and modified.</summary>
    internal static StoredValue ReadValue(SqliteDataReader row) => new(
        row.GetString(0), row.GetFieldValue<byte[]>(1), new Revision(row.GetInt64(2)), new Revision(row.GetInt64(3)));
}
