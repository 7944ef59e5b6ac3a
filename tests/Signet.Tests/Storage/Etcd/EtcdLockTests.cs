using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd;
using Signet.Testing;

namespace Signet.Tests.Storage.Etcd;

/// <summary>Locks on a real etcd, and the commits that only their holder may make.</summary>
public sealed class EtcdLockTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Lock_HeldByAnother_IsAcquiredWhenItIsGivenUp()
    {
        await using var stage = await EtcdStage.StartAsync();
        var first = await LockAsync(stage.Direct);
        var second = LockAsync(stage.Store);
        Assert.NotNull(await stage.Direct.GetAsync("/lock", default));
        Assert.False(second.IsCompleted);

        await first.DisposeAsync();
        await using var held = await second.WaitAsync(Patience.Limit);

        Assert.True(held.Guard.Modified > first.Guard.Modified);
        Assert.True(held.IsHeld);
    }

    /// <summary>
    /// The holder is cut off: by its own clock it has lost the lock before another holds it, and its commits are refused even if they arrive later.
    /// </summary>
    [Fact]
    public async Task Lock_HolderIsCutOff_IsLostBeforeAnotherHoldsIt()
    {
        await using var stage = await EtcdStage.StartAsync();
        await using var first = await LockAsync(stage.Store);
        var (fenced, guarded) = (new FencedStore(stage.Store, () => first), EtcdStage.Put("/a", "2", first.Guard));
        await EtcdStage.CommitAsync(fenced, EtcdStage.Put("/a", "1"));

        stage.Link.CutOff();
        await using var second = await LockAsync(stage.Direct).WaitAsync(Patience.Limit);

        Assert.True(first.Lost.IsCancellationRequested);
        Assert.False(first.IsHeld);
        stage.Link.CutAndMend();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await fenced.CommitAsync(EtcdStage.Put("/a", "2"), default));
        Assert.IsType<CommitResult.Conflict>(await stage.Store.CommitAsync(guarded, default));
        Assert.Equal("1", await EtcdStage.ReadAsync(stage.Direct, "/a"));
    }

    /// <summary>A pause of etcd shorter than the life of the lease changes nothing.</summary>
    [Fact]
    public async Task Lock_IsRenewed_LongerThanItsLife()
    {
        await using var stage = await EtcdStage.StartAsync();
        await using var held = await LockAsync(stage.Store);
        var guard = held.Guard;
        var rounds = 0;

        await Patience.UntilAsync(
            async () =>
            {
                Assert.Equal(guard.Modified, (await stage.Direct.GetAsync("/lock", default))!.Modified);
                await Task.Delay(TimeSpan.FromMilliseconds(200));
                return ++rounds == 25;
            },
            "some lives of the lease have passed");

        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task FencedCommit_ConflictOfItsOwn_ShowsOnlyItsKeys()
    {
        await using var stage = await EtcdStage.StartAsync();
        await using var held = await LockAsync(stage.Store);
        var fenced = new FencedStore(stage.Store, () => held);
        await EtcdStage.CommitAsync(fenced, EtcdStage.Put("/a", "1"));

        var conflict = Assert.IsType<CommitResult.Conflict>(await fenced.CommitAsync(EtcdStage.Put("/a", "2", new Compare("/a", Revision.Zero)), default));

        Assert.Equal("/a", Assert.Single(conflict.Current).Key);
    }

    private static Task<IStoreLock> LockAsync(EtcdObjectStore store) => store.LockAsync("/lock", "holder"u8.ToArray(), Ttl, default).AsTask();
}
