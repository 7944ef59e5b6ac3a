using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Storage.Etcd;
using Signet.Storage.Sqlite;
using Signet.Storage.Sqlite.Transfer;
using Signet.Testing;

namespace Signet.SystemTests.Stores;

/// <summary>The built program: <c>signet store</c> with running, stopped and killed processes.</summary>
public sealed class StoreProgramTests : IDisposable
{
    private const int Keys = 6000;
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    private string Target => _folder.File("target");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Copy_Killed_IsRefusedByServeAndContinued()
    {
        await PrepareAsync();
        await KillAsync(["store", "copy", "--from", Data, "--to", Target], () => Task.FromResult(RecordInFile()));
        var unfinished = RecordInFile()!;
        Assert.InRange(unfinished.Copied, 1, Keys * 2);

        var (code, output, errors) = await SignetProcess.RunAsync("serve", "--data-dir", Target, "--secure-port", "0");
        Assert.Equal((78, ""), (code, output));
        Assert.Contains($"the store has an unfinished copy of {Data} at revision {unfinished.Revision}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.Trim());
        await RunAsync(1, "copy", "--from", Data, "--to", Target);
        await RunAsync(0, "copy", "--from", Data, "--to", Target, "--resume");

        AssertSame(ReadFile(Data), ReadFile(Target), revisions: true);
        File.Copy(Path.Combine(Data, "key-encryption.key"), Path.Combine(Target, "key-encryption.key"));
        await using var server = await SignetProcess.ServeAsync(Target);
    }

    [Fact]
    public async Task Copy_IntoEtcdKilled_IsContinued()
    {
        await using var etcd = await EtcdCluster.StartAsync();
        await PrepareAsync();
        string[] arguments = ["store", "copy", "--from", Data, "--to", "etcd", "--etcd-servers", etcd.Addresses];
        await using var store = await EtcdObjectStore.OpenAsync(
            new EtcdObjectStoreOptions { Endpoints = [.. etcd.Members.Select(member => new Uri(member.Address))] }, default);

        // While the revision is raised, and while values are copied.
        await KillAsync(arguments, () => RecordAsync(store, copied: 0));
        Assert.Equal(0, (await RecordAsync(store, copied: 0))!.Copied);
        await KillAsync([.. arguments, "--resume"], () => RecordAsync(store, copied: 1));
        await RunAsync(0, [.. arguments[1..], "--resume"]);

        var copied = (await store.RangeAsync(new RangeQuery { Prefix = "/" }, default)).Values;
        AssertSame(ReadFile(Data), copied, revisions: false);
        Assert.True(copied.Min(value => value.Modified) > ReadFile(Data).Max(value => value.Modified));
    }

    [Fact]
    public async Task Backup_UnderWriteLoad_RestoresEveryWriteThatWasAcknowledgedBefore()
    {
        var backup = _folder.File("backup.db");
        var acknowledged = new ConcurrentDictionary<string, long>();
        List<KeyValuePair<string, long>> before;
        await using (var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--log-level", "warning"))
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();
            using var stop = new CancellationTokenSource();
            var writing = Enumerable.Range(0, 4).Select(writer => WriteAsync(admin, writer, acknowledged, stop.Token)).ToArray();
            await Patience.UntilAsync(() => Task.FromResult(acknowledged.Count > 100), "secrets are made");
            before = [.. acknowledged];
            await RunAsync(0, "backup", "--data-dir", Data, "--to", backup);
            await stop.CancelAsync();
            await Task.WhenAll(writing);
            await RunAsync(1, "restore", "--from", backup, "--data-dir", Data, "--accept-store-loss");
            Assert.Equal(0, await server.TerminateAsync());
        }

        Assert.Contains("Everything can be read.", await RunAsync(0, "verify", backup), StringComparison.Ordinal);
        await RunAsync(3, "restore", "--from", backup, "--data-dir", Data);
        await RunAsync(0, "restore", "--from", backup, "--data-dir", Data, "--accept-store-loss");

        await using var again = await SignetProcess.ServeAsync(Data, "--log-level", "warning");
        using var reader = new ApiClient(again.CreateClient(asAdministrator: true));
        var list = (await reader.GetAsync(Secrets)).Json;
        var found = list["items"]!.AsArray().ToDictionary(item => (string)item!["metadata"]!["name"]!, RevisionOf);
        Assert.All(before, pair => Assert.Equal(pair.Value, found[pair.Key]));

        // All that is missing was written later than all that is there, and no revision is used again.
        var newest = found.Values.Max();
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value <= newest, found.ContainsKey(pair.Key)));
        Assert.True(RevisionOf(list) > acknowledged.Values.Max());
    }

    [Fact]
    public async Task Copy_ToEtcdAndBack_KubectlReadsTheSameAndTokensStayValid()
    {
        string[] flags = ["--service-account-issuer", "https://issuer.example.test", "--log-level", "warning"];
        const string Objects = "secrets,serviceaccounts,configmaps,roles,rolebindings,clusterroles,clusterrolebindings";
        await using var etcd = await EtcdCluster.StartAsync();
        string token, before;
        await using (var server = await SignetProcess.ServeAsync(Data, ["--signing-algorithm", "ES256", .. flags]))
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();
            var kubectl = KubectlRunner.Require("1.33", server, _folder.Path);
            await kubectl.RunAsync("create", "secret", "generic", "s", "--from-literal=a=b");
            await kubectl.RunAsync("create", "clusterrolebinding", "b", "--clusterrole=view", "--serviceaccount=default:default");
            token = await admin.IssueAsync("default");
            before = WithoutRevisions(await kubectl.RunAsync("get", Objects, "-n", "default", "-o", "json"));
            Assert.Equal(0, await server.TerminateAsync());
        }

        await RunAsync(0, "copy", "--from", Data, "--to", "etcd", "--etcd-servers", etcd.Addresses);
        await RunAsync(0, "copy", "--from", "etcd", "--to", Target, "--etcd-servers", etcd.Addresses);
        foreach (var name in (string[])["key-encryption.key", "ca.crt", "ca.key"])
        {
            File.Copy(Path.Combine(Data, name), Path.Combine(Target, name));
        }

        await using var moved = await SignetProcess.ServeAsync(Target, flags);
        using var reader = new ApiClient(moved.CreateClient(asAdministrator: true));
        Assert.Equal(before, WithoutRevisions(await KubectlRunner.Require("1.33", moved, _folder.Path).RunAsync("get", Objects, "-n", "default", "-o", "json")));
        Assert.True((bool?)(await reader.ReviewAsync(token))["authenticated"]);
    }

    [Fact]
    public async Task Store_Help_HasTheExitCodes()
    {
        var (code, output, _) = await SignetProcess.RunAsync("store", "--help");

        Assert.Equal(0, code);
        var words = string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(["0 done", "3 restore", "4 something cannot be read", "5 copy", "78 the command line"], text => Assert.Contains(text, words, StringComparison.Ordinal));
    }

    /// <summary>The store of a server, with more keys than a copy takes in a moment.</summary>
    private async Task PrepareAsync()
    {
        await using (var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--log-level", "warning"))
        {
            Assert.Equal(0, await server.TerminateAsync());
        }

        await using var store = SqliteObjectStore.Open(new SqliteObjectStoreOptions
        {
            Path = Path.Combine(Data, "store.db"),
            MarkPath = Path.Combine(Data, "last-revision"),
        });
        foreach (var names in Enumerable.Range(0, Keys).Select(i => $"n{i:D5}").Chunk(200))
        {
            await Task.WhenAll(names.Select(name => store.CommitAsync(
                new Commit([], [new StoreOperation.Put($"/registry/configmaps/default/{name}", ConfigMap(name))]), default).AsTask()));
        }
    }

    private static byte[] ConfigMap(string name) => System.Text.Encoding.UTF8.GetBytes(
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"default","uid":"u-{{{name}}}"},"data":{"v":"{{{new string('x', 4000)}}}"}}""");

    /// <summary>Starts a copy, and kills it when its target has a record that a function finds.</summary>
    private async Task KillAsync(string[] arguments, Func<Task<CopyRecord?>> find)
    {
        await using var command = SignetProcess.Start(arguments, Data);
        await Patience.UntilAsync(
            async () =>
            {
                Assert.False(command.HasExited, $"the copy has ended before it was killed: {command.Errors}{command.Output}");
                return await find() is not null;
            },
            "the copy is under way");
        command.Kill();
        Assert.Equal(137, await command.WaitForExitAsync());
    }

    /// <summary>The record in the target; null when it has none, or no keys yet.</summary>
    private CopyRecord? RecordInFile()
    {
        try
        {
            using var file = SqliteStoreFile.Open(Path.Combine(Target, "store.db"));
            return file.Find(CopyRecord.Key) is { } found && CopyRecord.Parse(found.Value.Span) is { Copied: > 0 } record ? record : null;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException or StoreDamagedException)
        {
            // It is being made.
            return null;
        }
    }

    private static async Task<CopyRecord?> RecordAsync(EtcdObjectStore store, long copied) =>
        await store.GetAsync(CopyRecord.Key, default) is { } found && CopyRecord.Parse(found.Value.Span) is var record && record.Copied >= copied
            ? record
            : null;

    private static List<StoredValue> ReadFile(string directory)
    {
        using var file = SqliteStoreFile.Open(Path.Combine(directory, "store.db"));
        return [.. file.ReadAll()];
    }

    private static void AssertSame(IReadOnlyList<StoredValue> expected, IReadOnlyList<StoredValue> found, bool revisions)
    {
        Assert.Equal(expected.Select(value => value.Key), found.Select(value => value.Key));
        Assert.All(expected.Zip(found), pair => Assert.True(pair.First.Value.Span.SequenceEqual(pair.Second.Value.Span), pair.First.Key));
        var changed = expected.Zip(found).Count(pair => pair.First.Created != pair.Second.Created || pair.First.Modified != pair.Second.Modified);
        Assert.Equal(revisions, changed == 0);
    }

    private static async Task WriteAsync(ApiClient admin, int writer, ConcurrentDictionary<string, long> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var made = await admin.CreateAsync(Secrets, $$$"""{"metadata":{"name":"w{{{writer}}}-{{{i}}}"}}""");
            acknowledged[$"w{writer}-{i}"] = RevisionOf(made);
        }
    }

    private static long RevisionOf(JsonNode? node) => long.Parse((string)node!["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture);

    private static string WithoutRevisions(string list)
    {
        var root = JsonNode.Parse(list)!;
        foreach (var item in root["items"]!.AsArray())
        {
            item!["metadata"]!.AsObject().Remove("resourceVersion");
        }

        return root.ToJsonString();
    }

    private static async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        var (code, output, errors) = await SignetProcess.RunAsync(["store", .. arguments]);
        Assert.True(code == exitCode, $"exit code {code}: {errors}{output}");
        return output;
    }
}
