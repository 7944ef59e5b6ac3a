using Microsoft.Extensions.Time.Testing;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources.Writing;

/// <summary>What ends tokens is answered after the time in which another replica may issue from a state before it.</summary>
public sealed class IssuingWindowTests
{
    private static readonly DeleteRequest Request = new() { Now = DateTimeOffset.UnixEpoch };
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public async Task Close_SharedStore_TakesLongerThanTheWindow()
    {
        var time = new FakeTimeProvider();
        var closing = new IssuingWindow(isShared: true, time).CloseAsync(default).AsTask();

        time.Advance(IssuingWindow.Length);
        Assert.False(closing.IsCompleted);
        time.Advance(IssuingWindow.Length);

        await closing.WaitAsync(Patience.Limit);
    }

    [Fact]
    public void Close_StoreOfThisProcess_CompletesAtOnce() =>
        Assert.True(new IssuingWindow(isShared: false, new FakeTimeProvider()).CloseAsync(default).AsTask().IsCompletedSuccessfully);

    /// <summary>The kinds are those that <see cref="Core.Tokens.Identity.IdentityKind"/> names.</summary>
    [Fact]
    public void Kinds_ThatHaveTokens_AreThoseOfIdentities() => Assert.Equal(
        ["nodes", "pods", "secrets", "serviceaccounts"],
        ServedKinds.Registry.All.Where(kind => kind.Strategy.Traits.HasTokens).Select(kind => kind.Plural).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("serviceaccounts", true)]
    [InlineData("secrets", true)]
    [InlineData("nodes", true)]
    [InlineData("configmaps", false)]
    public async Task Delete_KindsThatHaveTokens_AreAnsweredAfterTheWindow(string plural, bool waits)
    {
        var kind = ServedKinds.Registry.All.Single(one => one.Kind.Group.Length == 0 && one.Plural == plural);
        await using var replica = await LaggingReplica.StartAsync();
        await replica.PutAsync(kind, "a", "uid");

        var deleting = DeleteAsync(replica, kind, Request);

        await AssertWaitsAsync(replica, deleting, waits);
        Assert.True((await deleting).Value.IsGone);
        Assert.Null(replica.View[kind].Find(KeyOf(kind)));
    }

    [Fact]
    public async Task Delete_StoreOfThisProcess_DoesNotWait()
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive: true);
        await replica.PutAsync(KubernetesKinds.Secrets, "a", "uid");

        Assert.True((await DeleteAsync(replica, KubernetesKinds.Secrets, Request).WaitAsync(Patience.Limit)).Value.IsGone);
    }

    /// <summary>A former attempt of the client may have removed it.</summary>
    [Fact]
    public async Task Delete_NotFound_WaitsAsWell()
    {
        await using var replica = await LaggingReplica.StartAsync();

        var deleting = DeleteAsync(replica, KubernetesKinds.Secrets, Request);

        await AssertWaitsAsync(replica, deleting, waits: true);
        Assert.Equal(404, (await deleting).Error?.Code);
    }

    [Fact]
    public async Task Delete_NothingIsRemoved_DoesNotWait()
    {
        await using var replica = await LaggingReplica.StartAsync();
        await replica.PutAsync(KubernetesKinds.Secrets, "a", "uid", moreMetadata: ",\"finalizers\":[\"example.test/held\"]");

        Assert.True((await DeleteAsync(replica, KubernetesKinds.Secrets, Request with { IsDryRun = true }).WaitAsync(Patience.Limit)).IsSuccess);
        Assert.False((await DeleteAsync(replica, KubernetesKinds.Secrets, Request).WaitAsync(Patience.Limit)).Value.IsGone);
    }

    [Fact]
    public async Task Update_RemovesTheLastFinalizer_WaitsAsADeletion()
    {
        await using var replica = await LaggingReplica.StartAsync();
        await replica.PutAsync(
            KubernetesKinds.Secrets, "a", "uid", moreMetadata: ",\"finalizers\":[\"example.test/held\"],\"deletionTimestamp\":\"2026-11-29T12:00:00Z\"");

        var updating = replica.Writer.UpdateAsync(
            KubernetesKinds.Secrets, KeyOf(KubernetesKinds.Secrets), WithoutFinalizers, UpdateScope.Whole, LaggingReplica.Request, default).AsTask();

        await AssertWaitsAsync(replica, updating, waits: true);
        Assert.True((await updating).IsSuccess);
        Assert.Null(replica.View[KubernetesKinds.Secrets].Find(KeyOf(KubernetesKinds.Secrets)));
    }

    [Fact]
    public async Task DeleteAll_ManyObjects_WaitsOnce()
    {
        await using var replica = await LaggingReplica.StartAsync();
        var keys = Enumerable.Range(0, 100).Select(number => new ObjectKey("ns", $"a{number}")).ToList();
        foreach (var key in keys)
        {
            await replica.PutAsync(KubernetesKinds.Secrets, key.Name, "uid");
        }

        var deleting = replica.Writer.DeleteAllAsync(KubernetesKinds.Secrets, keys, Request, default).AsTask();
        await Patience.UntilAsync(() => Task.FromResult(replica.View[KubernetesKinds.Secrets].Snapshot.Count == 0), "the objects are removed");

        await AssertWaitsAsync(replica, deleting, waits: true);
        Assert.Null(await deleting);
    }

    [Fact]
    public async Task Delete_ByAController_DoesNotWait()
    {
        await using var replica = await LaggingReplica.StartAsync();
        await replica.PutAsync(KubernetesKinds.Secrets, "a", "uid");
        var writer = new ObjectWriter(replica.View, replica.Store, ServedKinds.Registry, new CountingUids(), replica.Time) { HasClients = false };

        var outcome = await writer.DeleteAsync(KubernetesKinds.Secrets, KeyOf(KubernetesKinds.Secrets), Request, default).AsTask().WaitAsync(Patience.Limit);

        Assert.True(outcome.Value.IsGone);
    }

    private static Task<Outcome<DeleteResult>> DeleteAsync(LaggingReplica replica, ResourceDefinition kind, DeleteRequest request) =>
        replica.Writer.DeleteAsync(kind, KeyOf(kind), request, default).AsTask();

    private static ObjectKey KeyOf(ResourceDefinition kind) => new(kind.Namespaced ? "ns" : "", "a");

    private static Outcome<ObjectDocument> WithoutFinalizers(ObjectDocument document)
    {
        document.Root.EnsureObject("metadata").Remove("finalizers");
        return document;
    }

    /// <summary>The clock of the replica stands still unless this moves it.</summary>
    private static async Task AssertWaitsAsync(LaggingReplica replica, Task call, bool waits)
    {
        if (!waits)
        {
            await call.WaitAsync(Patience.Limit);
            return;
        }

        await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(TimeSpan.FromMilliseconds(100)));
        replica.Time.Advance(IssuingWindow.Length - Tick);
        await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(TimeSpan.FromMilliseconds(100)));
        await replica.RunClockAsync(call, TimeSpan.FromMilliseconds(10));
    }
}
