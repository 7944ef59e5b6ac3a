using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd;
using Signet.Testing;

namespace Signet.Tests.Storage.Etcd;

/// <summary>An etcd whose data is replaced while the store is open: a backup, an empty one, a backup that has been written to.</summary>
public sealed class EtcdHistoryTests
{
    public enum Replacement
    {
        Backup,
        Empty,
        BackupWithNewerRevisions,
    }

    [Theory]
    [InlineData(Replacement.Backup)]
    [InlineData(Replacement.Empty)]
    [InlineData(Replacement.BackupWithNewerRevisions)]
    public async Task ReplacedHistory_EveryCallFailsUntilItIsAdopted(Replacement replacement)
    {
        using var folder = new TemporaryFolder();
        var (client, peer) = (EtcdMember.FreePort(), EtcdMember.FreePort());
        await using var member = new EtcdMember("m", folder.File("data"), client, peer, $"m={EtcdMember.Url(peer)}");
        member.Start();
        Assert.True(await member.IsServingAsync());
        await using var store = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(member.Address), default);
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/kept", "1"));
        await RestartAsync(member, () => Copy(folder.File("data"), folder.File("backup")));
        var last = Revision.Zero;
        for (var i = 0; i < 5; i++)
        {
            last = await EtcdStage.CommitAsync(store, EtcdStage.Put("/lost", $"{i}"));
        }

        using var stop = new CancellationTokenSource(Patience.Limit);
        var watching = WatchAsync(store, new Revision(last.Value + 1), stop.Token);
        await RestartAsync(member, () => Replace(folder, replacement));
        if (replacement == Replacement.BackupWithNewerRevisions)
        {
            await using var other = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(member.Address), default);
            while (await EtcdStage.CommitAsync(other, EtcdStage.Put("/other", "1")) <= last)
            {
            }
        }

        await Assert.ThrowsAsync<HistoryReplacedException>(() => watching);
        await Assert.ThrowsAsync<HistoryReplacedException>(async () => await store.GetAsync("/kept", default));
        await Assert.ThrowsAsync<HistoryReplacedException>(async () => await store.CommitAsync(EtcdStage.Put("/a", "1"), default));
        await Assert.ThrowsAsync<HistoryReplacedException>(async () => await store.CheckAsync(default));
        await store.AdoptHistoryAsync(default);
        Assert.Equal(replacement == Replacement.Empty ? null : "1", await EtcdStage.ReadAsync(store, "/kept"));
        Assert.Null(await EtcdStage.ReadAsync(store, "/lost"));
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "1"));
    }

    /// <summary>A restart of the same data is no other history.</summary>
    [Fact]
    public async Task Restart_SameData_GoesOn()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var store = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(cluster.Members[0].Address), default);
        var first = await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "1"));
        using var stop = new CancellationTokenSource(Patience.Limit);
        await using var watch = store.WatchAsync("/", first, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync();

        await RestartAsync(cluster.Members[0], () => { });
        var second = await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "2", new Compare("/a", first)));

        Assert.True(await next);
        while (watch.Current.Revision < second)
        {
            Assert.Empty(watch.Current.Changes);
            Assert.True(await watch.MoveNextAsync());
        }

        Assert.Equal("/a", Assert.Single(watch.Current.Changes).Key);
    }

    private static async Task WatchAsync(EtcdObjectStore store, Revision from, CancellationToken cancellationToken)
    {
        await foreach (var batch in store.WatchAsync("/", from, cancellationToken))
        {
            Assert.Fail($"a batch of another history: {batch.Revision}");
        }
    }

    private static async Task RestartAsync(EtcdMember member, Action change)
    {
        await member.KillAsync();
        change();
        member.Start();
        Assert.True(await member.IsServingAsync());
    }

    private static void Replace(TemporaryFolder folder, Replacement replacement)
    {
        Directory.Delete(folder.File("data"), recursive: true);
        if (replacement != Replacement.Empty)
        {
            Copy(folder.File("backup"), folder.File("data"));
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
