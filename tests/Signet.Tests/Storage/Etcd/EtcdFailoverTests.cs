using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd;
using Signet.Testing;

namespace Signet.Tests.Storage.Etcd;

/// <summary>Members of a real cluster of three die or stop while the store is used.</summary>
public sealed class EtcdFailoverTests
{
    private const int Keys = 60;

    /// <summary>Every commit is made once, and the watch reports each once and in order, although two of three members die (one at a time).</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MembersFail_CommitsAndWatchGoOn(bool isKilled)
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        await using var store = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf([.. cluster.Members.Select(member => member.Address)]), default);
        var from = new Revision((await store.GetRevisionAsync(default)).Value + 1);
        using var stop = new CancellationTokenSource(Patience.Limit);
        var watching = ReadAsync(store, from, Keys, stop.Token);

        for (var i = 0; i < Keys; i++)
        {
            if (i % 20 == 10)
            {
                var member = cluster.Members[i / 20];
                await (isKilled ? member.KillAsync() : member.SignalAsync("STOP"));
            }

            await EtcdStage.CommitAsync(store, EtcdStage.Put($"/k/{i:d3}", "1", new Compare($"/k/{i:d3}", Revision.Zero)));
            if (i % 20 == 19)
            {
                await ReviveAsync(cluster.Members[i / 20], isKilled);
            }
        }

        Assert.Equal(Enumerable.Range(0, Keys).Select(i => $"/k/{i:d3}"), await watching);
    }

    [Fact]
    public async Task Watch_MemberStops_GoesOnAtAnother()
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        await using var watcher = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf([.. cluster.Members.Select(member => member.Address)]), default);
        await using var writer = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(cluster.Members[1].Address, cluster.Members[2].Address), default);
        var from = new Revision((await watcher.GetRevisionAsync(default)).Value + 1);
        using var stop = new CancellationTokenSource(Patience.Limit);
        var watching = ReadAsync(watcher, from, 2, stop.Token);
        await EtcdStage.CommitAsync(writer, EtcdStage.Put("/k/1", "1"));

        await cluster.Members[0].SignalAsync("STOP");
        await EtcdStage.CommitAsync(writer, EtcdStage.Put("/k/2", "1"));

        Assert.Equal(["/k/1", "/k/2"], await watching);
        await cluster.Members[0].SignalAsync("CONT");
    }

    private static async Task ReviveAsync(EtcdMember member, bool isKilled)
    {
        if (!isKilled)
        {
            await member.SignalAsync("CONT");
            return;
        }

        member.Start();
        Assert.True(await member.IsServingAsync());
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(EtcdObjectStore store, Revision from, int count, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var last = Revision.Zero;
        await foreach (var batch in store.WatchAsync("/k/", from, cancellationToken))
        {
            Assert.True(batch.Revision > last);
            last = batch.Revision;
            keys.AddRange(batch.Changes.Select(change => change.Key));
            if (keys.Count >= count)
            {
                break;
            }
        }

        return keys;
    }
}
