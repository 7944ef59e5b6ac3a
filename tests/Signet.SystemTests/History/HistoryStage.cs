using System.Text;
using Signet.Testing;

namespace Signet.SystemTests.History;

/// <summary>Three replicas over three members of etcd.</summary>
internal sealed class HistoryStage : IAsyncDisposable
{
    /// <summary>The token of the administrator.</summary>
    public const string Token = "history-administrator";

    private const int Replicas = 3;
    private readonly TemporaryFolder _folder;

    private HistoryStage(TemporaryFolder folder, EtcdCluster etcd, IReadOnlyList<HistoryReplica> replicas) =>
        (_folder, Etcd, All) = (folder, etcd, replicas);

    public EtcdCluster Etcd { get; }

    public IReadOnlyList<HistoryReplica> All { get; }

    /// <summary>Starts everything; all replicas are ready.</summary>
    public static async Task<HistoryStage> StartAsync()
    {
        var folder = new TemporaryFolder();
        var etcd = await EtcdCluster.StartAsync(3);
        var made = await SignetProcess.RunAsync("keys", "new-encryption-key", folder.File("kek"));
        Assert.True(made.ExitCode == 0, made.Errors);
        await File.WriteAllTextAsync(folder.File("tokens.csv"), $"{Token},administrator,1,system:masters\n", Encoding.UTF8);
        var flags = new[] { "--key-encryption-key-file", folder.File("kek"), "--token-auth-file", folder.File("tokens.csv"), "--service-account-issuer", "https://issuer.example.test" };
        var stage = new HistoryStage(
            folder, etcd, [.. Enumerable.Range(0, Replicas).Select(number => new HistoryReplica(number, folder.File($"r{number}"), etcd, flags))]);
        foreach (var replica in stage.All)
        {
            await replica.StartAsync();
        }

        return stage;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var replica in All)
        {
            await replica.DisposeAsync();
        }

        await Etcd.DisposeAsync();
        _folder.Dispose();
    }
}
