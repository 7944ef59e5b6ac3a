using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Watching;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources.Listing;

/// <summary>The permitted age of lists and of the initial state of watches, by the requested revision.</summary>
public sealed class FreshReadTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_NoRevision_IsNotOlderThanTheStore(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive);
        var written = await replica.PutElsewhereAsync(KubernetesKinds.ServiceAccounts, "a", "uid");

        var listing = ListAsync(replica, "");
        Assert.False(listing.IsCompleted);
        replica.Store.ReleaseWatch();

        var page = (await listing.WaitAsync(Patience.Limit)).Value;
        Assert.Equal("a", Assert.Single(page.Items).Key.Name);
        Assert.True(page.Revision >= written);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_RevisionZero_MayBeOlder(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive);
        await replica.PutElsewhereAsync(KubernetesKinds.ServiceAccounts, "a", "uid");

        Assert.Empty((await ListAsync(replica, "0")).Value.Items);
    }

    [Fact]
    public async Task List_Revision_IsNotOlder()
    {
        await using var replica = await StartAsync(isExclusive: false);
        var known = replica.View.Revision;
        var written = await replica.PutElsewhereAsync(KubernetesKinds.ServiceAccounts, "a", "uid");

        Assert.Empty((await ListAsync(replica, known.ToString())).Value.Items);
        var listing = ListAsync(replica, written.ToString());
        Assert.False(listing.IsCompleted);
        replica.Store.ReleaseWatch();
        Assert.Single((await listing.WaitAsync(Patience.Limit)).Value.Items);
    }

    [Fact]
    public async Task List_NoRevisionAndStoreUnavailable_FailsWhileRevisionZeroAnswers()
    {
        await using var replica = await StartAsync(isExclusive: false);
        replica.Store.IsUnavailable = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => ListAsync(replica, ""));
        Assert.True((await ListAsync(replica, "0")).IsSuccess);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watch_NoRevision_BeginsAtAStateNotOlderThanTheStore(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive);
        await replica.PutElsewhereAsync(KubernetesKinds.ServiceAccounts, "a", "uid");
        var query = new WatchQuery { Selector = RunningAccounts.Select(), IsMostRecent = true };

        var beginning = ObjectWatch.BeginAsync(replica.View, KubernetesKinds.ServiceAccounts, query, default).AsTask();
        Assert.False(beginning.IsCompleted);
        replica.Store.ReleaseWatch();

        Assert.True((await beginning.WaitAsync(Patience.Limit)).TryRead(out var notice));
        Assert.Equal((WatchNoticeType.Added, "a"), (notice.Type, notice.Object!.Key.Name));
    }

    private static async Task<LaggingReplica> StartAsync(bool isExclusive)
    {
        var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.HoldWatch();
        return replica;
    }

    private static Task<Outcome<ListPage>> ListAsync(LaggingReplica replica, string revision)
    {
        var query = new ListQuery { Selector = RunningAccounts.Select(), ResourceVersion = revision };
        return replica.Lister.ListAsync(KubernetesKinds.ServiceAccounts, query, default).AsTask();
    }
}
