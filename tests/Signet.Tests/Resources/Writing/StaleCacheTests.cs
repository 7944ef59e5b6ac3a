using System.Text.Json.Nodes;
using Signet.Core.Access;
using Signet.Core.Admission;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources.Writing;

/// <summary>
/// Writes with a cache that is behind the store: a decision without a commit is confirmed once before it is answered. Each test runs with
/// an exclusive store whose watch is late, and with a store that other replicas write to.
/// </summary>
public sealed class StaleCacheTests
{
    private static readonly ObjectKey Key = new("ns", "a");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_ObjectDeletedElsewhere_IsNotFoundWhenTheCacheHasIt(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive);
        await replica.DeleteElsewhereAsync(KubernetesKinds.ConfigMaps, "a");

        var outcome = await FinishAsync(replica, UpdateAsync(replica, SetColor("red")));

        Assert.Equal(404, outcome.Error?.Code);
        Assert.Null(replica.View[KubernetesKinds.ConfigMaps].Find(Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_ObjectCreatedElsewhere_IsFound(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.HoldWatch();
        await replica.PutElsewhereAsync(KubernetesKinds.ConfigMaps, "a", "uid");

        var outcome = await FinishAsync(replica, UpdateAsync(replica, SetColor("red")));

        Assert.Equal("red", ColorOf(outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_RefusedByItsFunctionOnOldState_IsDecidedAgain(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive, "taken");
        await replica.PutElsewhereAsync(KubernetesKinds.ConfigMaps, "a", "uid", ",\"data\":{\"color\":\"free\"}");
        var seen = new List<string>();

        var outcome = await FinishAsync(replica, UpdateAsync(replica, current =>
        {
            var color = current.EnsureSection("data").GetString("color");
            seen.Add(color);
            return color == "taken" ? StatusErrors.Conflict(KubernetesKinds.ConfigMaps.GroupResource, "a", "already taken") : SetColor("mine")(current);
        }));

        Assert.Equal("mine", ColorOf(outcome));
        Assert.Equal(["taken", "free"], seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_RefusedByItsFunctionOnNewState_IsRefusedWithOneConfirmation(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        await replica.PutAsync(KubernetesKinds.ConfigMaps, "a", "uid");
        var (reads, calls) = (replica.Store.RevisionReads, 0);

        var outcome = await UpdateAsync(replica, _ =>
        {
            calls++;
            return StatusErrors.Conflict(KubernetesKinds.ConfigMaps.GroupResource, "a", "already taken");
        });

        Assert.Equal(409, outcome.Error?.Code);
        Assert.Equal((1, 1), (calls, replica.Store.RevisionReads - reads));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_UidOfARecreatedObject_IsAccepted(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive);
        await replica.PutElsewhereAsync(KubernetesKinds.ConfigMaps, "a", "new-uid");

        var outcome = await FinishAsync(replica, UpdateAsync(replica, current =>
        {
            current.Metadata.Uid = "new-uid";
            return SetColor("red")(current);
        }));

        Assert.Equal("red", ColorOf(outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_RevisionThatOnlyTheStoreHas_IsAccepted(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive);
        var written = await replica.PutElsewhereAsync(KubernetesKinds.ConfigMaps, "a", "uid");

        var outcome = await FinishAsync(replica, UpdateAsync(replica, current =>
        {
            current.Metadata.ResourceVersion = written.ToString();
            return SetColor("red")(current);
        }));

        Assert.Equal("red", ColorOf(outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_NoChangeOfTheOldState_WritesOverTheNewOne(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive, "red");
        await replica.PutElsewhereAsync(KubernetesKinds.ConfigMaps, "a", "uid", ",\"data\":{\"color\":\"blue\"}");

        var outcome = await FinishAsync(replica, UpdateAsync(replica, SetColor("red")));

        Assert.Equal("red", ColorOf(outcome));
        var stored = await replica.Store.GetAsync(KubernetesKinds.ConfigMaps.StorageKey(Key), default);
        Assert.Contains("red", System.Text.Encoding.UTF8.GetString(stored!.Value.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_UidOfARecreatedObject_Deletes(bool isExclusive)
    {
        await using var replica = await StartAsync(isExclusive);
        await replica.PutElsewhereAsync(KubernetesKinds.ConfigMaps, "a", "new-uid");
        var request = new DeleteRequest { Now = DateTimeOffset.UnixEpoch, Uid = "new-uid" };

        var outcome = await FinishAsync(replica, replica.Writer.DeleteAsync(KubernetesKinds.ConfigMaps, Key, request, default).AsTask());

        Assert.True(outcome.Value.IsGone);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_ObjectThatExistsElsewhere_IsRefusedOnceItCanBeRead(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.HoldWatch();
        await replica.PutElsewhereAsync(KubernetesKinds.ConfigMaps, "a", "uid", moreMetadata: ",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"");

        var outcome = await FinishAsync(replica, CreateAsync(replica));

        Assert.Equal(StatusReasons.AlreadyExists, outcome.Error?.Reason);
        Assert.StartsWith("object is being deleted: ", outcome.Error?.Message, StringComparison.Ordinal);
        Assert.NotNull(replica.View[KubernetesKinds.ConfigMaps].Find(Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_NamespaceCreatedElsewhere_IsAdmitted(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.HoldWatch();
        await replica.PutElsewhereAsync(KubernetesKinds.Namespaces, "other", "other-uid");

        var outcome = await FinishAsync(replica, CreateAsync(replica, "other"));

        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AdmitConfirmed_NamespaceCreatedElsewhere_IsAdmitted(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.HoldWatch();
        await replica.PutElsewhereAsync(KubernetesKinds.Namespaces, "other", "other-uid");

        Assert.Null(await FinishAsync(replica, Chain(replica).AdmitConfirmedAsync(Admission("other"), default).AsTask()));
        Assert.Equal(404, (await Chain(replica).AdmitConfirmedAsync(Admission("third"), default))?.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upsert_ObjectCreatedMeanwhile_IsUpdated(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.HoldWatch();
        await replica.PutElsewhereAsync(KubernetesKinds.ConfigMaps, "a", "uid");

        var outcome = await FinishAsync(replica, replica.Writer.UpsertAsync(
            new(KubernetesKinds.ConfigMaps, Key, SetColor("red"), UpdateScope.Whole, LaggingReplica.Request),
            () => throw new InvalidOperationException("it exists"),
            LaggingReplica.Request,
            default).AsTask());

        Assert.Equal("red", ColorOf(outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_StoreUnavailable_IsNotAnswered(bool isExclusive)
    {
        await using var replica = await LaggingReplica.StartAsync(isExclusive);
        replica.Store.IsUnavailable = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => UpdateAsync(replica, SetColor("red")));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => replica.Writer.DeleteAsync(KubernetesKinds.ConfigMaps, Key, new DeleteRequest { Now = DateTimeOffset.UnixEpoch }, default).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => CreateAsync(replica, "missing"));
    }

    [Fact]
    public async Task Update_EveryCommitConflicts_FailsAfterAttemptsWithBackoff()
    {
        await using var replica = await LaggingReplica.StartAsync();
        await replica.PutAsync(KubernetesKinds.ConfigMaps, "a", "uid");
        replica.Store.Conflicts = true;
        var (before, began) = (replica.Store.Commits, replica.Time.GetUtcNow());

        var writing = UpdateAsync(replica, SetColor("red"));
        await Patience.UntilAsync(() => Task.FromResult(replica.Store.Commits - before == 4), "the immediate attempts are made");
        Assert.False(writing.IsCompleted);
        await replica.RunClockAsync(writing, TimeSpan.FromMilliseconds(40));

        var error = (await writing).Error!;
        Assert.Equal((409, StatusReasons.Conflict), (error.Code, error.Reason));
        Assert.EndsWith("please apply your changes to the latest version and try again", error.Message, StringComparison.Ordinal);
        Assert.Equal(32, replica.Store.Commits - before);
        Assert.True(replica.Time.GetUtcNow() - began > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Update_ManyWritersOfOneObject_AllSucceed()
    {
        await using var running = await RunningAccounts.StartAsync();
        await running.CreateAsync(KubernetesKinds.ConfigMaps, """{"metadata":{"name":"a"},"data":{"count":"0"}}""");

        var writes = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ => await running.Writer.UpdateAsync(
            KubernetesKinds.ConfigMaps,
            Key,
            document =>
            {
                var data = document.EnsureSection("data");
                data["count"] = $"{int.Parse(data.GetString("count"), System.Globalization.CultureInfo.InvariantCulture) + 1}";
                return document;
            },
            UpdateScope.Whole,
            LaggingReplica.Request,
            default)));

        Assert.All(writes, write => Assert.True(write.IsSuccess, write.Error?.Message));
        var json = System.Text.Encoding.UTF8.GetString(running.View[KubernetesKinds.ConfigMaps].Find(Key)!.Json.Span);
        Assert.Contains("\"count\":\"40\"", json, StringComparison.Ordinal);
    }

    /// <summary>A config map that the cache has, and a watch that is then held back.</summary>
    private static async Task<LaggingReplica> StartAsync(bool isExclusive, string color = "none")
    {
        var replica = await LaggingReplica.StartAsync(isExclusive);
        await replica.PutAsync(KubernetesKinds.ConfigMaps, "a", "uid", $",\"data\":{{\"color\":\"{color}\"}}");
        replica.Store.HoldWatch();
        return replica;
    }

    /// <summary>Releases the watch once the call waits for it; a call that has completed before has not confirmed its decision.</summary>
    private static async Task<T> FinishAsync<T>(LaggingReplica replica, Task<T> call)
    {
        Assert.False(call.IsCompleted);
        replica.Store.ReleaseWatch();
        return await call.WaitAsync(Patience.Limit);
    }

    private static Task<Outcome<WriteResult>> UpdateAsync(LaggingReplica replica, Func<ObjectDocument, Outcome<ObjectDocument>> change) =>
        replica.Writer.UpdateAsync(KubernetesKinds.ConfigMaps, Key, change, UpdateScope.Whole, LaggingReplica.Request, default).AsTask();

    private static Task<Outcome<WriteResult>> CreateAsync(LaggingReplica replica, string ns = "ns")
    {
        var document = new ObjectDocument((JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"a","namespace":"{{{ns}}}"}}""")!);
        var request = LaggingReplica.Request with
        {
            Admit = (_, _, cancellationToken) => Chain(replica).AdmitAsync(Admission(ns), cancellationToken),
        };
        return replica.Writer.CreateAsync(KubernetesKinds.ConfigMaps, document, request, default).AsTask();
    }

    private static AdmissionChain Chain(LaggingReplica replica) => new([new NamespaceLifecycle(replica.View)], replica.View);

    private static AdmissionRequest Admission(string ns) => new()
    {
        Operation = AdmissionOperation.Create,
        Resource = KubernetesKinds.ConfigMaps.GroupResource,
        Namespace = ns,
        Name = "a",
        User = KnownUsers.Anonymous,
    };

    private static Func<ObjectDocument, Outcome<ObjectDocument>> SetColor(string color) => current =>
    {
        current.EnsureSection("data")["color"] = color;
        return current;
    };

    private static string ColorOf(Outcome<WriteResult> outcome)
    {
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        return (string)JsonNode.Parse(outcome.Value.Json.Span)!["data"]!["color"]!;
    }
}
