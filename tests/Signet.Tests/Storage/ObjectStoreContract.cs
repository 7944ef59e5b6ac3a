using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Storage;

/// <summary>The contract of <see cref="IObjectStore"/>, which each implementation runs.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    /// <summary>The store under test, empty at first.</summary>
    protected IObjectStore Store { get; set; } = null!;

    /// <summary>Opens an empty store.</summary>
    protected abstract ValueTask<IObjectStore> OpenAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task Get_UnknownKey_Null() => Assert.Null(await Store.GetAsync("/a", default));

    [Fact]
    public async Task Commit_Put_IsReadBackWithItsRevision()
    {
        var revision = await PutAsync("/a", "1");

        var found = await Store.GetAsync("/a", default);

        Assert.NotNull(found);
        Assert.Equal("1", Text(found));
        Assert.Equal(revision, found.Modified);
        Assert.Equal(revision, found.Created);
        Assert.Equal(revision, await Store.GetRevisionAsync(default));
    }

    [Fact]
    public async Task Commit_SecondPut_KeepsCreatedAndRaisesModified()
    {
        var first = await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");

        var found = await Store.GetAsync("/a", default);

        Assert.True(second > first);
        Assert.Equal(first, found!.Created);
        Assert.Equal(second, found.Modified);
    }

    [Fact]
    public async Task Commit_CompareAbsentButExists_ConflictsWithTheCurrentValue()
    {
        await PutAsync("/a", "1");

        var result = await Store.CommitAsync(
            new Commit([new Compare("/a", Revision.Zero)], [new StoreOperation.Put("/a", Bytes("2"))]), default);

        var conflict = Assert.IsType<CommitResult.Conflict>(result);
        Assert.Equal("1", Text(Assert.Single(conflict.Current)));
        Assert.Equal("1", Text(await Store.GetAsync("/a", default)));
    }

    [Fact]
    public async Task Commit_CompareOldRevision_Conflicts()
    {
        var first = await PutAsync("/a", "1");
        await PutAsync("/a", "2");

        var result = await Store.CommitAsync(new Commit([new Compare("/a", first)], [new StoreOperation.Delete("/a")]), default);

        Assert.IsType<CommitResult.Conflict>(result);
        Assert.NotNull(await Store.GetAsync("/a", default));
    }

    [Fact]
    public async Task Commit_CompareDeleted_ConflictsWithoutAValue()
    {
        var first = await PutAsync("/a", "1");
        await CommitAsync(new StoreOperation.Delete("/a"));

        var result = await Store.CommitAsync(new Commit([new Compare("/a", first)], [new StoreOperation.Put("/a", Bytes("2"))]), default);

        Assert.Empty(Assert.IsType<CommitResult.Conflict>(result).Current);
    }

    [Fact]
    public async Task Commit_SeveralOperations_HappenTogetherAtOneRevision()
    {
        await PutAsync("/old", "x");

        var revision = await CommitAsync(
            new StoreOperation.Put("/a", Bytes("1")), new StoreOperation.Put("/b", Bytes("2")), new StoreOperation.Delete("/old"));

        Assert.Equal(revision, (await Store.GetAsync("/a", default))!.Modified);
        Assert.Equal(revision, (await Store.GetAsync("/b", default))!.Modified);
        Assert.Null(await Store.GetAsync("/old", default));
    }

    [Fact]
    public async Task Commit_OneFailingCompare_ChangesNothing()
    {
        await PutAsync("/a", "1");
        var before = await Store.GetRevisionAsync(default);

        await Store.CommitAsync(
            new Commit([new Compare("/b", Revision.Zero), new Compare("/a", Revision.Zero)], [new StoreOperation.Put("/b", Bytes("2"))]), default);

        Assert.Null(await Store.GetAsync("/b", default));
        Assert.Equal(before, await Store.GetRevisionAsync(default));
    }

    [Fact]
    public async Task Commit_DeleteThenCreate_IsANewKey()
    {
        var first = await PutAsync("/a", "1");
        await CommitAsync(new StoreOperation.Delete("/a"));
        var again = await PutAsync("/a", "2");

        Assert.Equal(again, (await Store.GetAsync("/a", default))!.Created);
        Assert.NotEqual(first, again);
    }

    [Fact]
    public async Task Range_Prefix_InOrderOfBytes()
    {
        foreach (var key in (string[])["/p/b", "/p/a-b/x", "/p/a/x", "/q/a", "/p/a"])
        {
            await PutAsync(key, key);
        }

        var range = await Store.RangeAsync(new RangeQuery { Prefix = "/p/" }, default);

        Assert.Equal(["/p/a", "/p/a-b/x", "/p/a/x", "/p/b"], range.Values.Select(value => value.Key));
        Assert.Equal(await Store.GetRevisionAsync(default), range.Revision);
        Assert.False(range.HasMore);
    }

    [Fact]
    public async Task Range_LimitAndFrom_Pages()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            await PutAsync($"/p/{i}", "x");
        }

        var first = await Store.RangeAsync(new RangeQuery { Prefix = "/p/", Limit = 2 }, default);
        var rest = await Store.RangeAsync(new RangeQuery { Prefix = "/p/", From = "/p/2", Limit = 9 }, default);

        Assert.Equal(["/p/0", "/p/1"], first.Values.Select(value => value.Key));
        Assert.True(first.HasMore);
        Assert.Equal(["/p/2", "/p/3", "/p/4"], rest.Values.Select(value => value.Key));
        Assert.False(rest.HasMore);
    }

    [Fact]
    public async Task Range_AtRevision_ReturnsThatState()
    {
        await PutAsync("/p/a", "1");
        var then = await PutAsync("/p/b", "1");
        await PutAsync("/p/a", "2");
        await CommitAsync(new StoreOperation.Delete("/p/b"));

        var past = await Store.RangeAsync(new RangeQuery { Prefix = "/p/", At = then }, default);

        Assert.Equal(["1", "1"], past.Values.Select(Text));
        Assert.Equal(then, past.Revision);
    }

    [Fact]
    public async Task Range_FutureRevision_Throws()
    {
        var now = await PutAsync("/a", "1");

        await Assert.ThrowsAsync<RevisionInFutureException>(
            async () => await Store.RangeAsync(new RangeQuery { Prefix = "/", At = new Revision(now.Value + 1) }, default));
    }

    [Fact]
    public async Task Range_CompactedRevision_Throws()
    {
        var first = await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");

        await Store.CompactAsync(second, default);

        await Assert.ThrowsAsync<RevisionCompactedException>(
            async () => await Store.RangeAsync(new RangeQuery { Prefix = "/", At = first }, default));
        Assert.Equal("2", Text(await Store.GetAsync("/a", default)));
    }

    [Fact]
    public async Task Compact_Twice_IsNoError()
    {
        await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");

        await Store.CompactAsync(second, default);
        await Store.CompactAsync(second, default);

        Assert.Equal("2", Text(await Store.GetAsync("/a", default)));
    }

    [Fact]
    public async Task Watch_FromRevision_ReportsHistoryThenLiveChangesInOrder()
    {
        await PutAsync("/p/a", "1");
        var from = await PutAsync("/p/b", "1");
        await PutAsync("/q/x", "1");
        using var stop = new CancellationTokenSource(Patience.Limit);
        await using var watch = Store.WatchAsync("/p/", from, stop.Token).GetAsyncEnumerator(stop.Token);

        var past = await NextAsync(watch);
        var live = CommitAsync(new StoreOperation.Put("/p/c", Bytes("1")), new StoreOperation.Delete("/p/a"));
        var present = await NextAsync(watch);

        Assert.Equal(from, past.Revision);
        Assert.Equal("/p/b", Assert.Single(past.Changes).Key);
        Assert.True(past.Changes[0].Created);
        Assert.Equal(await live, present.Revision);
        Assert.Equal(["/p/a", "/p/c"], present.Changes.Select(change => change.Key).Order());
        Assert.Null(present.Changes.Single(change => change.Key == "/p/a").Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watch_RevisionThatChangedOtherKeys_IsReported(bool isPast)
    {
        var from = new Revision((await PutAsync("/p/a", "1")).Value + 1);
        var before = isPast ? await PutAsync("/q/x", "1") : Revision.Zero;
        using var stop = new CancellationTokenSource(Patience.Limit);
        await using var watch = Store.WatchAsync("/p/", from, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = watch.MoveNextAsync();
        var written = isPast ? before : await PutAsync("/q/x", "1");

        Assert.True(await next);

        Assert.Equal(await Store.GetRevisionAsync(default), watch.Current.Revision);
        Assert.Equal(written, watch.Current.Revision);
        Assert.Empty(watch.Current.Changes);
    }

    [Fact]
    public async Task GetRevision_OnlyWriter_CompletesSynchronously()
    {
        var written = await PutAsync("/a", "1");

        var reading = Store.GetRevisionAsync(default);

        Assert.True(reading.IsCompletedSuccessfully || !Store.IsExclusive);
        Assert.Equal(written, await reading);
    }

    [Fact]
    public async Task Watch_CompactedRevision_Throws()
    {
        var first = await PutAsync("/a", "1");
        var second = await PutAsync("/a", "2");
        await PutAsync("/a", "3");
        await Store.CompactAsync(second, default);
        using var stop = new CancellationTokenSource(Patience.Limit);

        await Assert.ThrowsAsync<RevisionCompactedException>(async () =>
        {
            await foreach (var _ in Store.WatchAsync("/", first, stop.Token))
            {
            }
        });
    }

    [Fact]
    public async Task Watch_ManyWriters_ReportsEveryRevisionOnceInOrder()
    {
        const int Writers = 8, Each = 50;
        using var stop = new CancellationTokenSource(Patience.Limit);
        var from = new Revision((await Store.GetRevisionAsync(default)).Value + 1);
        var seen = new List<ChangeBatch>();
        var watching = Task.Run(async () =>
        {
            await foreach (var batch in Store.WatchAsync("/w/", from, stop.Token))
            {
                if (batch.Changes.Count > 0)
                {
                    seen.Add(batch);
                }

                if (seen.Count == Writers * Each)
                {
                    return;
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < Each; i++)
            {
                await PutAsync($"/w/{writer}/{i}", "x");
            }
        }));
        await watching;

        Assert.Equal(seen.Select(batch => batch.Revision.Value), seen.Select(batch => batch.Revision.Value).Order().Distinct());
        Assert.Equal(Writers * Each, seen.SelectMany(batch => batch.Changes).Select(change => change.Key).Distinct().Count());
    }

    [Fact]
    public async Task Commit_ConcurrentCompares_ExactlyOneWins()
    {
        const int Rivals = 16;

        var results = await Task.WhenAll(Enumerable.Range(0, Rivals).Select(async rival => await Store.CommitAsync(
            new Commit([new Compare("/prize", Revision.Zero)], [new StoreOperation.Put("/prize", Bytes($"{rival}"))]), default)));

        Assert.Single(results.OfType<CommitResult.Success>());
        Assert.Equal(Rivals - 1, results.OfType<CommitResult.Conflict>().Count());
    }

    [Fact]
    public async Task Check_StoreThatWrites_SucceedsAndLeavesNothing()
    {
        var before = await PutAsync("/a", "1");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.CheckAsync(default).AsTask()));

        Assert.Equal(before, await Store.GetRevisionAsync(default));
        Assert.Equal("/a", Assert.Single((await Store.RangeAsync(new RangeQuery { Prefix = "/" }, default)).Values).Key);
        Assert.Equal(before.Value + 1, (await PutAsync("/b", "1")).Value);
    }

    [Fact]
    public async Task Commit_LargeValue_IsReadBack()
    {
        var large = new string('x', 1_500_000);

        await PutAsync("/large", large);

        Assert.Equal(large, Text(await Store.GetAsync("/large", default)));
    }

    [Fact]
    public async Task Commit_AfterDisposal_IsRefused()
    {
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await PutAsync("/a", "1"));
    }

    [Fact]
    public async Task Watch_WhenTheStoreCloses_Ends()
    {
        await PutAsync("/a", "1");
        var watching = Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            await foreach (var _ in Store.WatchAsync("/", new Revision(1), default))
            {
            }
        });

        await Store.DisposeAsync();

        await watching.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Commit_WithoutOperationsOrWithOneKeyTwice_IsRefused()
    {
        var before = await Store.GetRevisionAsync(default);

        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(new Commit([], []), default));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Store.CommitAsync(new Commit([], [new StoreOperation.Put("/a", Bytes("1")), new StoreOperation.Delete("/a")]), default));

        Assert.Equal(before, await Store.GetRevisionAsync(default));
    }

    [Fact]
    public async Task Commit_DeleteOfAnUnknownKey_RaisesTheRevisionAndReportsProgress()
    {
        var before = await PutAsync("/a", "1");
        using var stop = new CancellationTokenSource(Patience.Limit);
        await using var watch = Store.WatchAsync("/", new Revision(before.Value + 1), stop.Token).GetAsyncEnumerator(stop.Token);
        var next = watch.MoveNextAsync();

        var revision = await CommitAsync(new StoreOperation.Delete("/missing"));
        await PutAsync("/b", "1");

        Assert.Equal(before.Value + 1, revision.Value);
        Assert.True(await next);
        Assert.Equal(revision, watch.Current.Revision);
        Assert.Empty(watch.Current.Changes);
    }

    [Fact]
    public async Task Range_AtTheCompactedRevision_IsKept()
    {
        await PutAsync("/a", "1");
        var second = await PutAsync("/b", "1");
        await PutAsync("/a", "2");

        await Store.CompactAsync(second, default);
        var past = await Store.RangeAsync(new RangeQuery { Prefix = "/", At = second }, default);

        Assert.Equal(["1", "1"], past.Values.Select(Text));
    }

    [Fact]
    public async Task Compact_FutureRevision_Throws()
    {
        var now = await PutAsync("/a", "1");

        await Assert.ThrowsAsync<RevisionInFutureException>(async () => await Store.CompactAsync(new Revision(now.Value + 1), default));
    }

    [Fact]
    public async Task Watch_FromAFutureRevision_StartsThere()
    {
        var now = await PutAsync("/a", "1");
        using var stop = new CancellationTokenSource(Patience.Limit);
        await using var watch = Store.WatchAsync("/", new Revision(now.Value + 2), stop.Token).GetAsyncEnumerator(stop.Token);
        var next = NextAsync(watch);

        await PutAsync("/b", "1");
        await PutAsync("/c", "1");

        Assert.Equal("/c", Assert.Single((await next).Changes).Key);
    }

    protected async Task<Revision> PutAsync(string key, string value) => await CommitAsync(new StoreOperation.Put(key, Bytes(value)));

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<Revision> CommitAsync(params StoreOperation[] operations) =>
        Assert.IsType<CommitResult.Success>(await Store.CommitAsync(new Commit([], operations), default)).Revision;

    private static string Text(StoredValue? value) => Encoding.UTF8.GetString(value!.Value.Span);

    private static async Task<ChangeBatch> NextAsync(IAsyncEnumerator<ChangeBatch> watch)
    {
        do
        {
            Assert.True(await watch.MoveNextAsync());
        }
        while (watch.Current.Changes.Count == 0);

        return watch.Current;
    }
}
