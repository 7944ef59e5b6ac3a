using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Writing;
using Signet.Storage.Sqlite;
using Signet.Testing;

namespace Signet.Bench.Load;

/// <summary>Writes and lists many service accounts in one process, and measures their memory.</summary>
internal static class ObjectsBench
{
    private const int Writers = 256;
    private const int PageSize = 500;
    private const int Namespaces = 100;
    private static readonly ResourceDefinition Accounts = KubernetesKinds.ServiceAccounts;

    public static async Task RunAsync(int count)
    {
        using var folder = new TemporaryFolder();
        await using var store = SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = folder.File("store.db") });
        var cache = new ObjectCache(store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
        var view = new ObjectView(cache, store, new FreshnessOptions(), TimeProvider.System);
        var writer = new ObjectWriter(view, store, ServedKinds.Registry, new CountingUids(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var following = cache.RunAsync(stop.Token);
        for (var i = 0; i < Namespaces; i++)
        {
            await CreateAsync(writer, KubernetesKinds.Namespaces, "", $"ns{i:000}", []).ConfigureAwait(false);
        }

        var before = Report.LiveBytes();
        var writing = await Report.TimeAsync(() => WriteAsync(writer, count)).ConfigureAwait(false);
        Report.Line($"write {count} service accounts", $"{writing.TotalSeconds:F1} s, {count / writing.TotalSeconds:F0} a second");

        var bytes = cache[Accounts].Snapshot.All.Sum(found => (long)found.Json.Length);
        var live = Report.LiveBytes() - before;
        Report.Line("memory per object", $"{live / count} bytes, {(double)live / bytes:F2} times its JSON ({bytes / count} bytes)");

        await ListAsync(view, count).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Task WriteAsync(ObjectWriter writer, int count) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (i, _) =>
            await CreateAsync(writer, Accounts, $"ns{i % Namespaces:000}", $"account-{i:000000}", new JsonObject
            {
                ["app"] = "bench",
                ["shard"] = (i % 1000).ToString(CultureInfo.InvariantCulture),
            }).ConfigureAwait(false));

    private static async Task CreateAsync(ObjectWriter writer, ResourceDefinition resource, string ns, string name, JsonObject labels)
    {
        var document = new ObjectDocument(new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels } });
        document.Metadata.Namespace = ns;
        resource.Strategy.ApplyDefaults(document);
        var request = new WriteRequest { Now = DateTimeOffset.UnixEpoch };
        _ = (await writer.CreateAsync(resource, document, request, default).ConfigureAwait(false)).Value;
    }

    private static async Task ListAsync(ObjectView view, int count)
    {
        var lister = new ObjectLister(view);
        var (pages, seen) = (0, 0);
        var paging = await Report.TimeAsync(async () =>
        {
            var query = new ListQuery { Selector = Select(""), Limit = PageSize };
            do
            {
                var page = (await lister.ListAsync(Accounts, query, default).ConfigureAwait(false)).Value;
                (pages, seen) = (pages + 1, seen + page.Items.Count);
                query = query with { Continue = page.Continue ?? "" };
            }
            while (query.Continue.Length > 0);
        }).ConfigureAwait(false);
        Report.Line($"list in pages of {PageSize}", $"{seen} of {count} objects, {pages} pages, {paging.TotalMilliseconds:F0} ms, {seen / paging.TotalSeconds:F0} objects a second");

        var selective = new ListQuery { Selector = Select("shard=7,app in (bench,other)") };
        await lister.ListAsync(Accounts, selective, default).ConfigureAwait(false);
        var found = 0;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var selecting = await Report.TimeAsync(async () =>
            found = (await lister.ListAsync(Accounts, selective, default).ConfigureAwait(false)).Value.Items.Count).ConfigureAwait(false);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Report.Line("list by labels", $"{found} of {count} in {selecting.TotalMilliseconds:F0} ms, {count / selecting.TotalSeconds:F0} objects a second, {(double)allocated / count:F2} bytes allocated per object");
    }

    private static ObjectSelector Select(string labels) =>
        ObjectSelector.Create(Accounts, "", LabelSelector.Parse(labels).Value, FieldSelector.Everything).Value;
}
