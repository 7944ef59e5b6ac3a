using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd;
using Signet.Testing;

namespace Signet.Tests.Storage.Etcd;

/// <summary>Commits whose request or answer was lost between Signet and a real etcd.</summary>
public sealed class LostAnswerTests
{
    [Fact]
    public async Task Commit_AnswerLost_ReturnsTheRevisionAtWhichItWasMade()
    {
        await using var stage = await EtcdStage.StartAsync();
        await EtcdStage.CommitAsync(stage.Store, EtcdStage.Put("/before", "1"));
        stage.Link.LosesAnswers = true;
        var committing = stage.Store.CommitAsync(EtcdStage.Put("/a", "1", new Compare("/a", Revision.Zero)), default).AsTask();
        await Patience.UntilAsync(async () => await stage.Direct.GetAsync("/a", default) is not null, "the commit is made");
        await EtcdStage.CommitAsync(stage.Direct, EtcdStage.Put("/b", "another commit"));

        stage.Link.CutAndMend();
        var result = Assert.IsType<CommitResult.Success>(await committing);

        var found = await stage.Direct.GetAsync("/a", default);
        Assert.Equal(found!.Modified, result.Revision);
        Assert.Equal(found.Created, result.Revision);
    }

    [Fact]
    public async Task Commit_RequestLost_IsMadeOnce()
    {
        await using var stage = await EtcdStage.StartAsync();
        await EtcdStage.CommitAsync(stage.Store, EtcdStage.Put("/before", "1"));
        stage.Link.LosesRequests = true;
        var committing = stage.Store.CommitAsync(EtcdStage.Put("/a", "1", new Compare("/a", Revision.Zero)), default).AsTask();
        await Patience.UntilAsync(() => Task.FromResult(stage.Link.Lost > 0), "the request is lost");

        stage.Link.CutAndMend();
        var result = Assert.IsType<CommitResult.Success>(await committing);

        var found = await stage.Direct.GetAsync("/a", default);
        Assert.Equal(found!.Created, result.Revision);
        Assert.Equal(found.Modified, result.Revision);
    }

    /// <summary>All are in flight at once when the answers get lost; each is resolved by the same reading of the history.</summary>
    [Fact]
    public async Task Commit_ManyAnswersLost_EachIsMadeOnceAndKnown()
    {
        const int Commits = 40;
        await using var stage = await EtcdStage.StartAsync();
        var before = await EtcdStage.CommitAsync(stage.Store, EtcdStage.Put("/before", "1"));
        stage.Link.LosesAnswers = true;
        var committing = Enumerable.Range(0, Commits)
            .Select(i => EtcdStage.CommitAsync(stage.Store, EtcdStage.Put($"/c/{i}", "1", new Compare($"/c/{i}", Revision.Zero))))
            .ToArray();
        await Patience.UntilAsync(
            async () => (await stage.Direct.RangeAsync(new RangeQuery { Prefix = "/c/" }, default)).Values.Count > Commits / 2, "commits are made");

        stage.Link.CutAndMend();
        var revisions = await Task.WhenAll(committing);

        var found = (await stage.Direct.RangeAsync(new RangeQuery { Prefix = "/c/" }, default)).Values;
        Assert.Equal(Commits, found.Count);
        Assert.All(found, value => Assert.Equal(value.Created, value.Modified));
        Assert.Equal(found.Select(value => value.Modified).Order(), revisions.Order());
        Assert.All(revisions, revision => Assert.True(revision > before));
    }

    [Fact]
    public async Task Commit_ConflictWhoseAnswerIsLost_IsAConflict()
    {
        await using var stage = await EtcdStage.StartAsync();
        await EtcdStage.CommitAsync(stage.Store, EtcdStage.Put("/a", "1"));
        stage.Link.LosesAnswers = true;
        var committing = stage.Store.CommitAsync(EtcdStage.Put("/a", "2", new Compare("/a", Revision.Zero)), default).AsTask();
        await Patience.UntilAsync(() => Task.FromResult(stage.Link.Lost > 0), "the answer is lost");

        stage.Link.CutAndMend();

        Assert.Single(Assert.IsType<CommitResult.Conflict>(await committing).Current);
        Assert.Equal("1", await EtcdStage.ReadAsync(stage.Direct, "/a"));
    }

    [Fact]
    public async Task Commit_EtcdStaysAway_IsUnavailable()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var store = await EtcdObjectStore.OpenAsync(
            EtcdStage.OptionsOf(cluster.Members[0].Address) with { CallTimeout = TimeSpan.FromSeconds(2) }, default);
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "1"));
        await cluster.Members[0].KillAsync();

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.CommitAsync(EtcdStage.Put("/a", "2"), default));

        Assert.StartsWith("etcd: ", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A lease that etcd has ended takes the fence with it; the next commit writes another one.</summary>
    [Fact]
    public async Task Commit_AfterTheLeaseOfItsFenceHasExpired_IsMade()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var link = FaultyLink.To(new Uri(cluster.Members[0].Address).Port);
        await using var disposed = link.ConfigureAwait(false);
        await using var store = await EtcdObjectStore.OpenAsync(
            EtcdStage.OptionsOf(EtcdMember.Url(link.Port)) with { FenceTtl = TimeSpan.FromSeconds(2) }, default);
        await using var direct = await EtcdObjectStore.OpenAsync(EtcdStage.OptionsOf(cluster.Members[0].Address), default);
        await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "1"));
        var before = await direct.GetRevisionAsync(default);
        using var stop = new CancellationTokenSource(Patience.Limit);
        await using var watch = direct.WatchAsync("/", new Revision(before.Value + 1), stop.Token).GetAsyncEnumerator(stop.Token);

        link.CutOff();
        Assert.True(await watch.MoveNextAsync());
        Assert.Empty(watch.Current.Changes);
        link.CutAndMend();

        Assert.True(await EtcdStage.CommitAsync(store, EtcdStage.Put("/a", "2")) > watch.Current.Revision);
    }
}
