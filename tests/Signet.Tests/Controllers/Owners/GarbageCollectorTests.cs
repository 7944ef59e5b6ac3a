using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Server.Controllers.Owners;
using Signet.Testing;
using Signet.Tests.Background;
using Signet.Tests.Resources;

namespace Signet.Tests.Controllers.Owners;

/// <summary>The collector over a real store.</summary>
public sealed class GarbageCollectorTests
{
    private static readonly ResourceDefinition[] Kinds = [KubernetesKinds.ConfigMaps, KubernetesKinds.Secrets, KubernetesKinds.ServiceAccounts];
    private static int _count;

    /// <summary>The owners of each object by index, -1 for one that never existed; then the deleted objects and their policies.</summary>
    private static readonly Gen<(int[][] Owners, (int Victim, PropagationPolicy Policy)[] Deletions)> Graph =
        from size in Gen.Int[2, 9]
        from owners in Gen.Int[-1, 8].Array[0, 3].Array[size]
        from deletions in Gen.Select(Gen.Int[0, size - 1], Gen.Enum<PropagationPolicy>()).Array[1, 3]
        select (owners, deletions);

    [Fact]
    public async Task Delete_AnyGraph_DeletesExactlyTheObjectsWithoutExistingOwners()
    {
        await using var running = await RunningAccounts.StartAsync();
        var collector = NewCollector(running);
        await using var service = RunningService.Start(collector, TimeProvider.System);
        await Graph.SampleAsync(
            async graph =>
            {
                var made = await MakeAsync(running, graph.Owners);
                var alive = new Model(graph.Owners);
                await IdleAsync(running, collector);
                foreach (var (victim, policy) in graph.Deletions)
                {
                    if (alive.Contains(victim))
                    {
                        await DeleteAsync(running, made[victim], policy);
                        alive.Delete(victim, policy == PropagationPolicy.Orphan);
                    }

                    await IdleAsync(running, collector);
                    Assert.Equal(alive.Living, Enumerable.Range(0, made.Length).Where(i => Find(running, made[i]) is not null).ToArray());
                }

                // No remaining object references a deleted owner.
                Assert.All(alive.Living, i => Assert.Equal(alive.OwnerCount(i), Find(running, made[i])!.Owners.Count));
            },
            iter: 30,
            threads: 1);
    }

    [Fact]
    public async Task Foreground_BlockingDependentHeldByAFinalizer_OwnerWaits()
    {
        await using var running = await RunningAccounts.StartAsync();
        var collector = NewCollector(running);
        await using var service = RunningService.Start(collector, TimeProvider.System);
        var owner = await MakeOneAsync(running, KubernetesKinds.Secrets, "owner", []);
        var dependent = await MakeOneAsync(running, KubernetesKinds.ConfigMaps, "dependent", [(owner, true)], "example.test/hold");

        await DeleteAsync(running, owner, PropagationPolicy.Foreground);
        await IdleAsync(running, collector);
        Assert.NotNull(Find(running, owner)!.DeletionTimestamp);
        Assert.NotNull(Find(running, dependent)!.DeletionTimestamp);

        await ReleaseAsync(running, dependent);
        await IdleAsync(running, collector);
        Assert.Null(Find(running, dependent));
        Assert.Null(Find(running, owner));
    }

    [Fact]
    public async Task Foreground_DependentThatDoesNotBlock_OwnerDoesNotWait()
    {
        await using var running = await RunningAccounts.StartAsync();
        var collector = NewCollector(running);
        await using var service = RunningService.Start(collector, TimeProvider.System);
        var owner = await MakeOneAsync(running, KubernetesKinds.Secrets, "owner", []);
        var dependent = await MakeOneAsync(running, KubernetesKinds.ConfigMaps, "dependent", [(owner, false)], "example.test/hold");

        await DeleteAsync(running, owner, PropagationPolicy.Foreground);
        await IdleAsync(running, collector);

        Assert.Null(Find(running, owner));
        Assert.NotNull(Find(running, dependent)!.DeletionTimestamp);
    }

    [Fact]
    public async Task Collect_OwnerOfAnotherUid_IsGone_ButUnknownKindsAndMissingNamespacesAreNot()
    {
        await using var running = await RunningAccounts.StartAsync();
        var collector = NewCollector(running);
        await using var service = RunningService.Start(collector, TimeProvider.System);
        await MakeOneAsync(running, KubernetesKinds.Secrets, "owner", []);
        var stale = await MakeReferringAsync(running, KubernetesKinds.ConfigMaps, "stale", "v1", "Secret");
        var unknown = await MakeReferringAsync(running, KubernetesKinds.ConfigMaps, "unknown", "apps/v1", "Deployment");
        var cluster = await MakeReferringAsync(running, KubernetesKinds.Nodes, "cluster", "v1", "Secret");

        await IdleAsync(running, collector);

        Assert.Null(Find(running, stale));
        Assert.NotNull(Find(running, unknown));
        Assert.NotNull(Find(running, cluster));
    }

    [Fact]
    public async Task Delete_SecondTimeWithAnotherPolicy_TakesItsPlace()
    {
        await using var running = await RunningAccounts.StartAsync();
        var owner = await MakeOneAsync(running, KubernetesKinds.Secrets, "owner", [], "example.test/hold");

        await DeleteAsync(running, owner, PropagationPolicy.Foreground);
        Assert.Equal(["example.test/hold", "foregroundDeletion"], ObjectDocument.From(Find(running, owner)!).Metadata.Finalizers);
        await DeleteAsync(running, owner, PropagationPolicy.Orphan);
        Assert.Equal(["example.test/hold", "orphan"], ObjectDocument.From(Find(running, owner)!).Metadata.Finalizers);
        await DeleteAsync(running, owner, PropagationPolicy.Background);
        Assert.Equal(["example.test/hold"], ObjectDocument.From(Find(running, owner)!).Metadata.Finalizers);
    }

    private static GarbageCollector NewCollector(RunningAccounts running) =>
        new(running.View, running.Writer, ServedKinds.Registry, TimeProvider.System, NullLogger<GarbageCollector>.Instance);

    /// <summary>Waits until the collector has processed all events, including those of its own writes.</summary>
    private static async Task IdleAsync(RunningAccounts running, GarbageCollector collector)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var revision = running.Cache.Revision;
            if (collector.IsIdle(revision) && running.Cache.Revision == revision)
            {
                return;
            }

            Assert.True(waited.Elapsed < Patience.Limit, "the collector does not come to rest");
            await Task.Yield();
        }
    }

    private static async Task<OwnedObject[]> MakeAsync(RunningAccounts running, int[][] owners)
    {
        var made = new OwnedObject[owners.Length];
        for (var i = 0; i < made.Length; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"o{Interlocked.Increment(ref _count)}");
            var references = owners[i].Distinct().Where(owner => owner < i).Select(owner =>
                (owner < 0 ? new OwnedObject(KubernetesKinds.Secrets, new ObjectKey("ns", "never"), "never") : made[owner], i % 2 == 0));
            made[i] = await MakeOneAsync(running, Kinds[i % Kinds.Length], name, [.. references]);
        }

        return made;
    }

    private static async Task<OwnedObject> MakeOneAsync(
        RunningAccounts running, ResourceDefinition resource, string name, (OwnedObject Owner, bool Blocks)[] owners, params string[] finalizers)
    {
        var document = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["ownerReferences"] = new JsonArray([.. owners.Select(owner => (JsonNode)new JsonObject
                {
                    ["apiVersion"] = owner.Owner.Resource.Kind.ApiVersion,
                    ["kind"] = owner.Owner.Resource.Kind.Kind,
                    ["name"] = owner.Owner.Key.Name,
                    ["uid"] = owner.Owner.Uid,
                    ["blockOwnerDeletion"] = owner.Blocks,
                })]),
                ["finalizers"] = new JsonArray([.. finalizers.Select(finalizer => (JsonNode)finalizer)]),
            },
        };
        return await MakeFromAsync(running, resource, document);
    }

    private static Task<OwnedObject> MakeReferringAsync(RunningAccounts running, ResourceDefinition resource, string name, string apiVersion, string kind) =>
        MakeFromAsync(running, resource, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["name"] = "owner", ["uid"] = "other" }),
            },
        });

    private static async Task<OwnedObject> MakeFromAsync(RunningAccounts running, ResourceDefinition resource, JsonObject json)
    {
        var document = new ObjectDocument(json);
        document.Metadata.Namespace = resource.Namespaced ? "ns" : "";
        resource.Strategy.ApplyDefaults(document);
        var written = (await running.Writer.CreateAsync(resource, document, new WriteRequest { Now = DateTimeOffset.UnixEpoch }, default)).Value;
        return new OwnedObject(resource, document.Key, written.Uid);
    }

    private static async Task DeleteAsync(RunningAccounts running, OwnedObject entry, PropagationPolicy policy)
    {
        var request = new DeleteRequest { Now = DateTimeOffset.UnixEpoch, Propagation = policy };
        Assert.True((await running.Writer.DeleteAsync(entry.Resource, entry.Key, request, default)).IsSuccess);
    }

    private static async Task ReleaseAsync(RunningAccounts running, OwnedObject entry)
    {
        var released = await running.Writer.UpdateAsync(
            entry.Resource,
            entry.Key,
            document =>
            {
                document.Metadata.Finalizers = [];
                return document;
            },
            UpdateScope.Whole,
            new WriteRequest { Now = DateTimeOffset.UnixEpoch },
            default);
        Assert.True(released.IsSuccess);
    }

    private static StoredObject? Find(RunningAccounts running, OwnedObject entry) =>
        running.Cache[entry.Resource].Find(entry.Key) is { } found && found.Uid == entry.Uid ? found : null;

    /// <summary>A direct model of the expected result.</summary>
    private sealed class Model
    {
        private readonly SortedDictionary<int, HashSet<int>> _owners = [];

        public Model(int[][] owners)
        {
            for (var i = 0; i < owners.Length; i++)
            {
                var index = i;
                _owners[i] = [.. owners[i].Where(owner => owner < index)];
            }

            Settle();
        }

        public int[] Living => [.. _owners.Keys];

        public bool Contains(int index) => _owners.ContainsKey(index);

        public int OwnerCount(int index) => _owners[index].Count;

        public void Delete(int index, bool orphans)
        {
            _owners.Remove(index);
            if (orphans)
            {
                foreach (var owners in _owners.Values)
                {
                    owners.Remove(index);
                }
            }

            Settle();
        }

        /// <summary>Deletes objects whose owners are all deleted; removes references to deleted owners from the others.</summary>
        private void Settle()
        {
            while (_owners.FirstOrDefault(entry => entry.Value.Count > 0 && !entry.Value.Any(_owners.ContainsKey)) is { Value: not null } dead)
            {
                _owners.Remove(dead.Key);
            }

            foreach (var owners in _owners.Values)
            {
                owners.RemoveWhere(owner => !_owners.ContainsKey(owner));
            }
        }
    }
}
