using Signet.Testing;

namespace Signet.Tests.Cli.Keys;

/// <summary>A data directory with managed keys, whose commands go one of the three ways.</summary>
internal sealed class KeysStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private KeysWay _way;
    private SignetInProcess? _server;

    private KeysStage()
    {
    }

    public string DataDirectory => _folder.File("data");

    /// <summary>The running server.</summary>
    public SignetInProcess Server => _server ?? throw new InvalidOperationException("no server runs");

    /// <summary>Makes the directory, and leaves a server running if the way needs one.</summary>
    public static async Task<KeysStage> StartAsync(KeysWay way)
    {
        var stage = new KeysStage { _way = way };
        await stage.ServeAsync();
        if (way == KeysWay.Store)
        {
            await stage.EndAsync();
        }

        return stage;
    }

    /// <summary>A file beside the data directory.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Starts the server.</summary>
    public async Task ServeAsync(params string[] flags) =>
        _server = await SignetInProcess.ServeAsync(DataDirectory, ["--signing-algorithm", "ES256", .. flags]);

    /// <summary>Ends the server.</summary>
    public async Task EndAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }

    /// <summary>Runs a command on the keys.</summary>
    public Task<CliRun> RunAsync(params string[] arguments) => KeysCli.RunAsync([
        .. arguments,
        .. _way == KeysWay.Kubeconfig ? (string[])["--kubeconfig", Path.Combine(DataDirectory, "admin.kubeconfig")] : ["--data-dir", DataDirectory],
    ]);

    /// <summary>The keys: id and stage.</summary>
    public async Task<IReadOnlyList<(string KeyId, string State)>> KeysAsync() => (await RunAsync("list", "-o", "json")).Expect(0).Keys;

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Dispose();
    }
}
