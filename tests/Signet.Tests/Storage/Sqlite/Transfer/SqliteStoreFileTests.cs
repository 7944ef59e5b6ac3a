using Microsoft.Data.Sqlite;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Signet.Storage.Sqlite.Transfer;
using Signet.Testing;
using Signet.Tests.Storage.Copying;

namespace Signet.Tests.Storage.Sqlite.Transfer;

/// <summary>Databases that are only read, and what is found in damaged ones.</summary>
public sealed class SqliteStoreFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAll_BesideAnOpenStore_HasOneRevision()
    {
        await using var store = Open();
        await StoreFilling.FillAsync(store, 300);
        var expected = await StoreFilling.ReadAsync(store);

        using var file = SqliteStoreFile.Open(Database);
        await StoreFilling.PutAsync(store, "/registry/later", "1");

        StoreFilling.AssertSame(expected, [.. file.ReadAll()], revisions: true);
        Assert.Null(file.Find("/registry/later"));
        Assert.Empty(file.FindDamage());
    }

    [Theory]
    [InlineData("DELETE FROM change WHERE revision = (SELECT max(modified) FROM newest)", "1 values are not in the history")]
    [InlineData("UPDATE progress SET revision = 3", "it says revision 3, but there are changes up to")]
    public async Task FindDamage_RowsThatDoNotFit_AreFound(string sql, string expected)
    {
        await PrepareAsync(sql);

        using var file = SqliteStoreFile.Open(Database);
        Assert.Contains(expected, Assert.Single(file.FindDamage()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithoutItsRevision_IsDamaged()
    {
        await PrepareAsync("DELETE FROM progress");

        Assert.Throws<StoreDamagedException>(() => SqliteStoreFile.Open(Database));
    }

    [Fact]
    public async Task Open_NewerFormat_IsRefused()
    {
        await using (Open())
        {
        }

        Run("PRAGMA user_version = 99");

        Assert.Contains("format 99", Assert.Throws<StoreFormatException>(() => SqliteStoreFile.Open(Database)).Message, StringComparison.Ordinal);
    }

    private SqliteObjectStore Open() => SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = Database, Reserve = 0 });

    private async Task PrepareAsync(string sql)
    {
        await using (var store = Open())
        {
            await StoreFilling.FillAsync(store, 20);
            await StoreFilling.PutAsync(store, "/registry/last", "1");
        }

        Run(sql);
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
