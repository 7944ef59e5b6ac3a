using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources.Cache;

/// <summary>The freshness of the view, and its confirmation.</summary>
public sealed class ObjectViewTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task IsCurrentEnough_OnlyWriterOfItsStore_Always()
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive: true);
        var reads = replica.Store.RevisionReads;
        replica.Store.HoldWatch();
        replica.Time.Advance(TimeSpan.FromDays(1));

        Assert.True(replica.View.IsCurrentEnough);
        Assert.True(replica.View.EnsureCurrentAsync(default).AsTask().IsCompletedSuccessfully);
        Assert.Equal(0, AllocationMeter.Measure(() => Assert.True(replica.View.IsCurrentEnough)));
        Assert.Equal(reads, replica.Store.RevisionReads);
    }

    [Fact]
    public async Task Confirm_OnlyWriterOfItsStore_AllocatesNothing()
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive: true);

        Assert.Equal(0, AllocationMeter.Measure(() => AllocationMeter.End(replica.View.ConfirmAsync(default))));
    }

    [Fact]
    public async Task IsCurrentEnough_SharedStore_ForTheBoundAfterAConfirmation()
    {
        await using var replica = await LaggingReplica.StartAsync();
        Assert.False(replica.View.IsCurrentEnough);

        await replica.View.ConfirmAsync(default);

        Assert.True(replica.View.IsCurrentEnough);
        replica.Time.Advance(Bound);
        Assert.True(replica.View.IsCurrentEnough);
        replica.Time.Advance(TimeSpan.FromTicks(1));
        Assert.False(replica.View.IsCurrentEnough);
        await replica.View.EnsureCurrentAsync(default);
        Assert.True(replica.View.IsCurrentEnough);
        Assert.Equal(0, AllocationMeter.Measure(() => Assert.True(replica.View.IsCurrentEnough)));
    }

    [Fact]
    public async Task IsCurrentEnough_SlowRead_CountsFromItsBeginning()
    {
        await using var replica = await LaggingReplica.StartAsync();
        replica.Store.BlockRevision();
        var confirming = replica.View.ConfirmAsync(default);

        replica.Time.Advance(Bound * 2);
        replica.Store.ReleaseRevision();
        await confirming;

        Assert.False(replica.View.IsCurrentEnough);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Confirm_CacheBehind_CompletesWhenTheCacheHasIt(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.HoldWatch();
        var written = await replica.PutElsewhereAsync(KubernetesKinds.Secrets, "s", "uid");
        var readAt = replica.View.Revision;

        var confirming = replica.View.ConfirmAsync(default).AsTask();
        Assert.False(confirming.IsCompleted);
        replica.Store.ReleaseWatch();

        Assert.Equal(written, await confirming.WaitAsync(Patience.Limit));
        Assert.True(replica.View.Revision >= written);
        Assert.False(await replica.View.ConfirmAsync(readAt, default));
        Assert.True(await replica.View.ConfirmAsync(written, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Confirm_StalledWatch_FailsAfterTheTimeout(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.HoldWatch();
        await replica.PutElsewhereAsync(KubernetesKinds.Secrets, "s", "uid");

        var confirming = replica.View.ConfirmAsync(default).AsTask();
        await replica.RunClockAsync(confirming, Timeout);

        Assert.Contains("object cache", (await Assert.ThrowsAsync<StoreUnavailableException>(() => confirming)).Message, StringComparison.Ordinal);
        replica.Store.ReleaseWatch();
        await replica.View.ConfirmAsync(default).AsTask().WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Confirm_ManyCallers_CostTheStoreTwoReads()
    {
        await using var replica = await LaggingReplica.StartAsync();
        var before = replica.Store.RevisionReads;
        replica.Store.BlockRevision();

        var calls = Enumerable.Range(0, 200).Select(_ => replica.View.ConfirmAsync(default).AsTask()).ToList();
        replica.Store.ReleaseRevision();
        await Task.WhenAll(calls).WaitAsync(Patience.Limit);

        Assert.Equal(2, replica.Store.RevisionReads - before);
    }

    [Fact]
    public async Task EnsureCurrent_StoreUnavailable_Fails()
    {
        await using var replica = await LaggingReplica.StartAsync();
        replica.Store.IsUnavailable = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => replica.View.EnsureCurrentAsync(default).AsTask());

        replica.Store.IsUnavailable = false;
        await replica.View.EnsureCurrentAsync(default);
        Assert.True(replica.View.IsCurrentEnough);
    }
}
