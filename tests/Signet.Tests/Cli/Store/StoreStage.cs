using System.Text;
using Signet.Core.Storage;
using Signet.Storage.Sqlite;
using Signet.Testing;
using Signet.Tests.Storage.Copying;

namespace Signet.Tests.Cli.Store;

/// <summary>The data directory of a server that has been stopped, with a secret whose value nothing may print.</summary>
internal sealed class StoreStage : IDisposable
{
    public const string SecretValue = "value-that-nothing-prints";
    private readonly TemporaryFolder _folder = new();

    /// <summary>The data directory.</summary>
    public string Data => _folder.File("data");

    /// <summary>A file or directory beside it.</summary>
    public string File(string name) => _folder.File(name);

    public static async Task<StoreStage> StartAsync()
    {
        var stage = new StoreStage();
        await using var server = await stage.ServeAsync();
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        await admin.CreateAsync(
            "/api/v1/namespaces/default/secrets",
            $$$"""{"metadata":{"name":"kept"},"data":{"v":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(SecretValue))}}}"}}""");
        return stage;
    }

    /// <summary>Starts a server.</summary>
    public Task<SignetInProcess> ServeAsync(string? directory = null) => SignetInProcess.ServeAsync(directory ?? Data, "--signing-algorithm", "ES256");

    /// <summary>Changes the store of a directory.</summary>
    public async Task WriteAsync(string key, string value, string? directory = null)
    {
        await using var store = Open(directory);
        await StoreFilling.PutAsync(store, key, value);
    }

    /// <summary>The values of the store of a directory.</summary>
    public async Task<IReadOnlyList<StoredValue>> ReadAsync(string? directory = null)
    {
        await using var store = Open(directory);
        return await StoreFilling.ReadAsync(store);
    }

    public SqliteObjectStore Open(string? directory = null) => SqliteObjectStore.Open(new SqliteObjectStoreOptions
    {
        Path = Path.Combine(directory ?? Data, "store.db"),
        MarkPath = Path.Combine(directory ?? Data, "last-revision"),
        Reserve = 0,
    });

    public void Dispose() => _folder.Dispose();
}
