using System.Net;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>A start with a lost or damaged store fails with one line that names the file; a loss can be accepted.</summary>
public sealed class LostStoreTests
{
    private const int PageSize = 4096;

    public static TheoryData<string, string> Losses => new()
    {
        { "removed", "store.db is missing" },
        { "all removed", "store.db is missing" },
        { "emptied", "store.db is empty" },
        { "log removed", "store.db-wal is missing" },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Serve_LostStore_IsRefusedUnlessAccepted(string how, string message)
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await PrepareAsync(data, kill: how == "log removed");
        Lose(data, how);

        var errors = await AssertRefusedAsync(data);

        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Contains("--accept-store-loss", errors, StringComparison.Ordinal);
        await using (var server = await SignetProcess.ServeAsync(data, "--accept-store-loss"))
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();
            Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("/api/v1/namespaces/default/secrets/kept")).Code);
            Assert.Equal(0, await server.TerminateAsync());
        }

        await using var again = await SignetProcess.ServeAsync(data);
    }

    [Fact]
    public async Task Serve_DamagedPage_IsRefusedWithFileAndCheck()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await PrepareAsync(data, kill: false);
        var database = Path.Combine(data, "store.db");
        var whole = await File.ReadAllBytesAsync(database);
        var time = File.GetLastWriteTimeUtc(database);
        foreach (var page in (int[])[1, 5, (whole.Length / PageSize) - 1])
        {
            var damaged = (byte[])whole.Clone();
            new Random(page).NextBytes(damaged.AsSpan(page * PageSize, PageSize));
            await File.WriteAllBytesAsync(database, damaged);

            // Also without a changed size or modification time.
            File.SetLastWriteTimeUtc(database, time);

            Assert.Contains($"{database} is damaged: PRAGMA quick_check", await AssertRefusedAsync(data), StringComparison.Ordinal);
        }

        await File.WriteAllBytesAsync(database, whole);
        await using var server = await SignetProcess.ServeAsync(data);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/v1/namespaces/default/secrets/kept")).Code);
    }

    [Fact]
    public async Task Readyz_StoreThatCannotWrite_Fails()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var server = await SignetProcess.ServeAsync(data, "--signing-algorithm", "ES256");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/readyz")).Code);
        await using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(data, "store.db")};Pooling=False");
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "ALTER TABLE change RENAME TO elsewhere";
        await command.ExecuteNonQueryAsync();

        await Patience.UntilAsync(
            async () => (await admin.GetAsync("/readyz?verbose")).Body.Contains("[-]store", StringComparison.Ordinal), "readyz notices that nothing can be written");
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/livez")).Code);

        command.CommandText = "ALTER TABLE elsewhere RENAME TO change";
        await command.ExecuteNonQueryAsync();
        await Patience.UntilAsync(async () => (await admin.GetAsync("/readyz")).Code == HttpStatusCode.OK, "the server is ready again");
    }

    private static async Task PrepareAsync(string data, bool kill)
    {
        await using var server = await SignetProcess.ServeAsync(data, "--signing-algorithm", "ES256");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        await admin.CreateAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"kept"}}""");
        if (kill)
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
        else
        {
            Assert.Equal(0, await server.TerminateAsync());
        }
    }

    private static void Lose(string data, string how)
    {
        var database = Path.Combine(data, "store.db");
        switch (how)
        {
            case "removed":
                File.Delete(database);
                break;
            case "all removed":
                foreach (var file in Directory.GetFiles(data, "store.db*"))
                {
                    File.Delete(file);
                }

                Directory.Delete(database + "-reserve", recursive: true);
                break;
            case "emptied":
                File.WriteAllBytes(database, []);
                break;
            case "log removed":
                File.Delete(database + "-wal");
                break;
        }
    }

    /// <summary>Standard error has exactly one line.</summary>
    private static async Task<string> AssertRefusedAsync(string data)
    {
        var (code, output, errors) = await SignetProcess.RunAsync("serve", "--data-dir", data, "--secure-port", "0");
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.StartsWith("signet: --data-dir: ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.Trim());
        return errors;
    }
}
