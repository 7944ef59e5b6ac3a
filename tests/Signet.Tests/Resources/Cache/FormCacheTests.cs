using System.Text;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Storage;
using Signet.Testing;
using Signet.Testing.Kinds;

namespace Signet.Tests.Resources.Cache;

/// <summary>Kinds of several groups and versions in the object cache.</summary>
public sealed class FormCacheTests : IAsyncLifetime
{
    private readonly RunningCache _running = RunningCache.Start(registry: TestKinds.Registry);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Find_SamePluralInTwoGroups_FindsEachInItsGroup()
    {
        await _running.PutAsync(KubernetesKinds.Pods, "a", "x", "core");
        await _running.PutAsync(TestKinds.OtherPods, "a", "x", "other");

        Assert.Equal("core", _running.Cache[KubernetesKinds.Pods].Find(new("a", "x"))!.Uid);
        Assert.Equal("other", _running.Cache[TestKinds.OtherPods].Find(new("a", "x"))!.Uid);
        await _running.DeleteAsync(TestKinds.OtherPods, "a", "x");
        Assert.NotNull(_running.Cache[KubernetesKinds.Pods].Find(new("a", "x")));
        Assert.Null(_running.Cache[TestKinds.OtherPods].Find(new("a", "x")));
    }

    [Fact]
    public async Task Watch_SamePluralInTwoGroups_HasEventsOfItsGroup()
    {
        var start = await _running.PutAsync(KubernetesKinds.Pods, "a", "start", "1");
        var watch = _running.Cache[KubernetesKinds.Pods].Watch(start)!;
        await _running.PutAsync(TestKinds.OtherPods, "a", "other", "2");
        await _running.PutAsync(KubernetesKinds.Pods, "a", "core", "3");

        Assert.True(watch.TryRead(out var change, out _));
        Assert.Equal("core", change!.Object.Key.Name);
        Assert.False(watch.TryRead(out _, out _));
    }

    [Fact]
    public async Task Events_OfAKindWithTwoVersions_ComeInEachForm()
    {
        var start = await _running.PutAsync(TestKinds.Widgets, "a", "start", "1");
        var stable = _running.Cache[TestKinds.Widgets].Watch(start)!;
        var beta = _running.Cache[TestKinds.BetaWidgets].Watch(start)!;

        var revision = await _running.PutAsync(TestKinds.Widgets, "a", "w", "2", ""","spec":{"replicas":3}""");

        Assert.True(stable.TryRead(out var inStable, out _));
        Assert.True(beta.TryRead(out var inBeta, out _));
        Assert.Equal(revision, inBeta!.Object.Revision);
        Assert.Contains("\"replicas\":3", Text(inStable!.Object), StringComparison.Ordinal);
        Assert.Contains("\"size\":3", Text(inBeta.Object), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SnapshotOf_PastRevision_IsInTheRequestedForm()
    {
        var first = await _running.PutAsync(TestKinds.Widgets, "a", "w", "1", ""","spec":{"replicas":1}""");
        await _running.PutAsync(TestKinds.Widgets, "a", "w", "1", ""","spec":{"replicas":2}""");

        var past = await _running.View.SnapshotOfAsync(TestKinds.BetaWidgets, first, default);

        Assert.Contains("\"size\":1", Text(Assert.Single(past!.All)), StringComparison.Ordinal);
    }

    /// <summary>The stored version of a kind changes between two starts: without a migration, all objects can be read and written.</summary>
    [Fact]
    public async Task Load_ObjectsOfTheFormerStoredVersion_AreReadInTheNewOne()
    {
        await _running.CommitAsync(
            new StoreOperation.Put(
                TestKinds.OldWidgets.StorageKey(new("a", "old")),
                """{"kind":"Widget","apiVersion":"example.test/v1beta1","metadata":{"name":"old","namespace":"a","uid":"u"},"spec":{"size":4}}"""u8.ToArray()),
            new StoreOperation.Put(
                TestKinds.Widgets.StorageKey(new("a", "new")),
                """{"kind":"Widget","apiVersion":"example.test/v1","metadata":{"name":"new","namespace":"a","uid":"v"},"spec":{"replicas":5}}"""u8.ToArray()));

        foreach (var stored in (ResourceDefinition[])[TestKinds.Widgets, TestKinds.OldWidgets])
        {
            var again = new ObjectCache(_running.Store, new ResourceRegistry([stored], TestKinds.Schemas), new ObjectCacheOptions(), TimeProvider.System);
            await again.LoadAsync(default);

            foreach (var form in stored.Forms.All)
            {
                var field = form.Kind.Version == "v1" ? "replicas" : "size";
                Assert.Equal(
                    ["new 5", "old 4"],
                    again[form].Snapshot.All.Select(found => $"{found.Key.Name} {ObjectDocument.From(found).Section("spec")![field]}"));
                var prefix = Encoding.UTF8.GetString(form.TypePrefix.Span);
                Assert.All(again[form].Snapshot.All, found => Assert.StartsWith(prefix, Text(found), StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("/registry/")]
    [InlineData("/registry/pods")]
    [InlineData("/registry/unknown/a/x")]
    [InlineData("/registry/example.test/unknown/a/x")]
    [InlineData("/registry/example.test/widgets")]
    public async Task Find_KeyOfNoKind_IsNull(string key)
    {
        var revision = await _running.CommitAsync(new StoreOperation.Put(key, "{}"u8.ToArray()));

        Assert.Equal(revision, _running.Cache.Revision);
        Assert.All(TestKinds.Registry.All, resource => Assert.Empty(_running.Cache[resource].Snapshot.All));
    }

    [Theory]
    [InlineData("/elsewhere/pods/")]
    [InlineData("/registry/a/b/c/")]
    [InlineData("/registry/pods")]
    public void Create_PrefixOfAnotherShape_IsRefused(string prefix)
    {
        var strange = new ResourceDefinition
        {
            Kind = TestKinds.OtherPods.Kind,
            Plural = "pods",
            Namespaced = true,
            Strategy = new ResourceStrategy(),
            Schema = TestKinds.OtherPods.Schema,
            StoragePrefix = prefix,
        };

        Assert.Throws<ArgumentException>(() => new ObjectCache(
            _running.Store, new ResourceRegistry([strange], TestKinds.Schemas), new ObjectCacheOptions(), TimeProvider.System));
    }

    private static string Text(StoredObject found) => Encoding.UTF8.GetString(found.Json.Span);
}
