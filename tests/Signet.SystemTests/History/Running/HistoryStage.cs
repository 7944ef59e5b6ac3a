using System.Globalization;
using System.Text;
using Signet.Core.Signing.Managed.Sealing;
using Signet.SystemTests.History.Checking;
using Signet.Testing;
using Signet.TestReplica;

namespace Signet.SystemTests.History.Running;

/// <summary>Replicas over members of etcd, and what is recorded of them.</summary>
internal sealed class HistoryStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private HistoryStage(TemporaryFolder folder, EtcdCluster etcd, IReadOnlyList<HistoryReplica> replicas) =>
        (_folder, Etcd, Replicas, Recorder) = (folder, etcd, replicas, new EtcdRecorder(etcd));

    /// <summary>The value of <c>--cache-freshness</c>.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromSeconds(1);

    public EtcdCluster Etcd { get; }

    public EtcdRecorder Recorder { get; }

    public IReadOnlyList<HistoryReplica> Replicas { get; }

    /// <summary>A client of each replica.</summary>
    public IReadOnlyList<ApiClient> Clients { get; private set; } = [];

    public HistoryLog Log { get; } = new();

    /// <summary>Starts everything, with an empty namespace for the objects.</summary>
    /// <param name="members">The number of members of etcd.</param>
    /// <param name="replicas">A replica each: the fault of a test replica, or null for <c>signet</c>.</param>
    public static async Task<HistoryStage> StartAsync(int members, params PlantedFault?[] replicas)
    {
        var folder = new TemporaryFolder();

        // The default of the tests does not sync: then a slow disk would not be noticed.
        var etcd = await EtcdCluster.StartAsync(members, "--unsafe-no-fsync=false");
        await File.WriteAllBytesAsync(folder.File("kek"), KeyEncryptionKeyFile.Generate());
        await File.WriteAllTextAsync(folder.File("tokens.csv"), $"{HistoryReplica.Token},administrator,1,system:masters\n", Encoding.UTF8);
        string[] flags =
        [
            "--key-encryption-key-file", folder.File("kek"), "--token-auth-file", folder.File("tokens.csv"), "--signing-algorithm", "ES256",
            "--service-account-issuer", "https://issuer.example.test",
            "--cache-freshness", string.Create(CultureInfo.InvariantCulture, $"{Freshness.TotalSeconds}s"),
        ];
        var stage = new HistoryStage(
            folder, etcd, [.. replicas.Select((fault, number) => new HistoryReplica(number, folder.File($"replica-{number}"), etcd, fault, flags))]);
        try
        {
            stage.Recorder.Start();
            foreach (var replica in stage.Replicas)
            {
                await replica.StartAsync();
            }

            stage.Clients = [.. stage.Replicas.Select(replica => replica.CreateClient())];
            await UntilAsync(() => stage.Clients[0].PostAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{HistoryClient.Namespace}}}"}}"""), 201, 409);
            await UntilAsync(() => stage.Clients[0].GetAsync($"/api/v1/namespaces/{HistoryClient.Namespace}/serviceaccounts/default"), 200);
            foreach (var name in CounterWorkload.Names)
            {
                await UntilAsync(async () => (await stage.Client(0).CreateAsync(name)).Result != CallResult.Unknown);
            }

            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of all replicas that records its requests.</summary>
    public HistoryClient Client(int seed) => new(Log, Clients, new SeededSequence(seed));

    /// <summary>What has been recorded so far.</summary>
    public RunHistory Recorded()
    {
        // The history of etcd last: it may be behind the answers, but not by more than the caller has waited for.
        var (calls, events) = (Log.Calls, Log.Events);
        return new RunHistory(Freshness, calls, events, Recorder.Commits);
    }

    /// <summary>Waits until the watch of etcd has all that replicas have answered, and each watcher has all changes.</summary>
    public async Task SettleAsync(bool withWatchers)
    {
        var client = Client(0);
        foreach (var replica in Replicas)
        {
            foreach (var name in CounterWorkload.Names)
            {
                await UntilAsync(async () => await client.ReadAsync(name) is not null);
            }

            var list = await ListedAsync(client, replica.Number);
            await UntilAsync(() => Task.FromResult(Recorder.Position >= list.Revision));
        }

        var last = Recorded().ObjectChanges().Last().Revision;
        await UntilAsync(() => Task.FromResult(
            !withWatchers || Replicas.All(replica => Log.Positions.TryGetValue(replica.Number, out var position) && position >= last)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Recorder.DisposeAsync();
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }

        await Etcd.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<Call> ListedAsync(HistoryClient client, int replica)
    {
        Call? list = null;
        await UntilAsync(async () => (list = await client.ListAsync(replica)).Result == CallResult.Done);
        return list!;
    }

    private static Task UntilAsync(Func<Task<ApiAnswer>> send, params int[] codes) => UntilAsync(async () =>
    {
        try
        {
            var answer = await send();
            return codes.Contains((int)answer.Code);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    });

    private static Task UntilAsync(Func<Task<bool>> isSo) => Patience.UntilAsync(isSo, "the replicas answer and the recorders have all changes");
}
