using System.Text;
using Signet.Core.Access;
using Signet.Core.Access.Rbac;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources.Cache;

/// <summary>Unreadable stored values: they are isolated, and everything else continues.</summary>
public sealed class QuarantineTests : IAsyncDisposable
{
    private const string Garbage = "{\"kind\":\"Secret\",\"data\":{\"password\":\"aHVudGVyMg==\"";
    private static readonly ObjectKey Key = new("ns", "a");

    private readonly RunningCache _running = RunningCache.Start();
    private readonly Recorder _recorder = new();

    public QuarantineTests() => _running.Cache.Quarantine.Observe(_recorder);

    private ResourceCache Secrets => _running.View[KubernetesKinds.Secrets];

    private ObjectWriter Writer => field ??= new ObjectWriter(_running.View, _running.Store, ServedKinds.Registry, new CountingUids(), TimeProvider.System);

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData(Garbage)]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\"}}")]
    [InlineData("{\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\",\"uid\":5}}")]
    [InlineData("{\"kind\":\"Secret\",\"metadata\":{\"name\":\"other\",\"namespace\":\"ns\",\"uid\":\"u\"}}")]
    public async Task Load_UnreadableValue_LeavesItOutAndReadsTheRest(string value)
    {
        await PutAsync(KubernetesKinds.Secrets, "ns", "b", "uid");
        await BreakAsync(KubernetesKinds.Secrets, Key, value);
        var again = new ObjectCache(_running.Store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);

        await again.LoadAsync(default);

        Assert.Equal("b", Assert.Single(again[KubernetesKinds.Secrets].Snapshot.All).Key.Name);
        Assert.Equal(1, again.Quarantine.Count);
        Assert.Equal("/registry/secrets/ns/a", Assert.Single(again.Quarantine.All).StorageKey);
    }

    [Fact]
    public async Task Follow_ValueBecomesUnreadable_IsDeletedForWatchersAndA500ForReads()
    {
        var revision = await PutAsync(KubernetesKinds.Secrets, "ns", "a", "uid");
        var watch = Secrets.Watch(revision)!;

        var broken = await BreakAsync(KubernetesKinds.Secrets, Key, Garbage);
        await PutAsync(KubernetesKinds.Secrets, "ns", "b", "uid");

        Assert.Equal(["Deleted a", "Added b"], ReadAll(watch));
        Assert.Null(Secrets.Find(Key));
        var error = _running.View.Require(KubernetesKinds.Secrets, Key).Error!;
        Assert.Equal((500, StatusReasons.InternalError), (error.Code, error.Reason));
        Assert.Contains("corrupt object", error.Message, StringComparison.Ordinal);
        Assert.Contains("/registry/secrets/ns/a", error.Message, StringComparison.Ordinal);
        Assert.Equal(["entered /registry/secrets/ns/a"], _recorder.Seen);
        Assert.Equal(broken, Assert.Single(_running.View.Quarantine.All).Revision);
        Assert.DoesNotContain("aHVudGVyMg", Assert.Single(_running.View.Quarantine.All).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_ReadableValueOrDeletion_LeavesTheQuarantine()
    {
        await BreakAsync(KubernetesKinds.Secrets, Key, Garbage);
        var revision = await BreakAsync(KubernetesKinds.Secrets, new ObjectKey("ns", "b"), Garbage);
        var watch = Secrets.Watch(revision)!;

        await PutAsync(KubernetesKinds.Secrets, "ns", "a", "uid");
        await _running.DeleteAsync(KubernetesKinds.Secrets, "ns", "b");

        Assert.Equal(["Added a"], ReadAll(watch));
        Assert.True(_running.View.Require(KubernetesKinds.Secrets, Key).IsSuccess);
        Assert.Equal(404, _running.View.Require(KubernetesKinds.Secrets, new ObjectKey("ns", "b")).Error?.Code);
        Assert.Equal(0, _running.View.Quarantine.Count);
        Assert.Equal(["left /registry/secrets/ns/a", "left /registry/secrets/ns/b"], _recorder.Seen.Skip(2));
    }

    [Fact]
    public async Task Follow_KindWithTwoForms_IsMissingInBoth()
    {
        var event1 = KubernetesKinds.Events;
        var other = ServedKinds.Registry.All.Single(definition => definition.Stored == event1 && definition != event1);
        await PutAsync(event1, "ns", "a", "uid");
        Assert.NotNull(_running.View[other].Find(Key));

        await BreakAsync(event1, Key, Garbage);

        Assert.Null(_running.View[event1].Find(Key));
        Assert.Null(_running.View[other].Find(Key));
        Assert.Equal(500, _running.View.Require(other, Key).Error?.Code);
    }

    [Fact]
    public async Task RoleBinding_Unreadable_GrantsNothing()
    {
        var rules = new RbacRules();
        _running.Cache.Observe(rules);
        var authorizer = new RbacAuthorizer(rules);
        await PutAsync(KubernetesKinds.ClusterRoles, "", "r", "uid", ",\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"secrets\"]}]");
        const string Binding = ",\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"r\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"alice\"}]";
        await PutAsync(KubernetesKinds.RoleBindings, "ns", "b", "uid", Binding);
        Assert.True(await MayAsync(authorizer));

        await BreakAsync(KubernetesKinds.RoleBindings, new ObjectKey("ns", "b"), "{}");
        Assert.False(await MayAsync(authorizer));

        await PutAsync(KubernetesKinds.RoleBindings, "ns", "b", "uid", Binding);
        Assert.True(await MayAsync(authorizer));

        // Well-formed JSON with a duplicate member, which only the observer of the rules detects.
        await PutAsync(KubernetesKinds.RoleBindings, "ns", "b", "uid", ",\"subjects\":[],\"subjects\":[]" + Binding);
        Assert.False(await MayAsync(authorizer));
        Assert.Equal(500, _running.View.Require(KubernetesKinds.RoleBindings, new ObjectKey("ns", "b")).Error?.Code);
    }

    [Fact]
    public async Task Observer_FailsOnOneObject_TheOthersOfTheCommitStayCurrent()
    {
        var picky = new PickyObserver();
        _running.Cache.Observe(picky);

        await _running.CommitAsync(Put("good1"), Put("bad"), Put("good2"));
        await _running.CommitAsync(Put("good3"));

        Assert.Equal(["good1", "good2", "good3"], picky.Known.Order());
        Assert.Equal(["good1", "good2", "good3"], Secrets.Snapshot.All.Select(found => found.Key.Name));
        Assert.Equal("bad", Assert.Single(_running.View.Quarantine.All).Key.Name);

        var again = new ObjectCache(_running.Store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
        var loaded = new PickyObserver();
        again.Observe(loaded);
        await again.LoadAsync(default);
        Assert.Equal(["good1", "good2", "good3"], loaded.Known.Order());
        Assert.Equal(["good1", "good2", "good3"], again[KubernetesKinds.Secrets].Snapshot.All.Select(found => found.Key.Name));
    }

    [Fact]
    public async Task List_UnreadableObject_HasAWarning()
    {
        await PutAsync(KubernetesKinds.Secrets, "ns", "b", "uid");
        await BreakAsync(KubernetesKinds.Secrets, Key, Garbage);

        var page = await ListAsync("ns");

        Assert.Equal("b", Assert.Single(page.Items).Key.Name);
        Assert.Equal(["1 of secrets cannot be read and is missing here: ns/a"], page.Warnings);
        Assert.Empty((await ListAsync("other")).Warnings);
        await _running.DeleteAsync(KubernetesKinds.Secrets, "ns", "a");
        Assert.Empty((await ListAsync("ns")).Warnings);
    }

    [Fact]
    public async Task List_OlderRevisionFromTheStore_OmitsIt()
    {
        await BreakAsync(KubernetesKinds.Secrets, Key, Garbage);
        var then = await PutAsync(KubernetesKinds.Secrets, "ns", "b", "uid");
        await PutAsync(KubernetesKinds.Secrets, "ns", "c", "uid");

        var query = new ListQuery { Selector = Select("ns"), ResourceVersion = then.ToString(), Match = RevisionMatch.Exact };
        var page = (await new ObjectLister(_running.View).ListAsync(KubernetesKinds.Secrets, query, default)).Value;

        Assert.Equal("b", Assert.Single(page.Items).Key.Name);
    }

    [Fact]
    public async Task Write_UnreadableObject_IsRefusedUntilItIsRemovedByTheOption()
    {
        await PutAsync(KubernetesKinds.Namespaces, "", "ns", "ns-uid");
        await BreakAsync(KubernetesKinds.Secrets, Key, Garbage);
        var delete = new DeleteRequest { Now = DateTimeOffset.UnixEpoch };

        Assert.Equal(500, (await Writer.UpdateAsync(
            KubernetesKinds.Secrets, Key, current => current, UpdateScope.Whole, LaggingReplica.Request, default)).Error?.Code);
        Assert.Equal(500, (await Writer.DeleteAsync(KubernetesKinds.Secrets, Key, delete, default)).Error?.Code);
        Assert.Equal(StatusReasons.AlreadyExists, (await CreateAsync(isDryRun: false)).Error?.Reason);
        Assert.Equal(StatusReasons.AlreadyExists, (await CreateAsync(isDryRun: true)).Error?.Reason);
        Assert.Equal(500, (await Writer.UpsertAsync(
            new(KubernetesKinds.Secrets, Key, current => current, UpdateScope.Whole, LaggingReplica.Request),
            NewSecret,
            LaggingReplica.Request,
            default)).Error?.Code);

        var unsafeDelete = delete with { IgnoreReadError = true };
        Assert.True((await Writer.DeleteAsync(KubernetesKinds.Secrets, Key, unsafeDelete with { IsDryRun = true }, default)).Value.IsGone);
        Assert.Equal(1, _running.View.Quarantine.Count);
        var refusing = unsafeDelete with
        {
            Admit = (current, _) => new(StatusErrors.Forbidden(KubernetesKinds.Secrets.GroupResource, current.Metadata.Name, "no")),
        };
        Assert.Equal(403, (await Writer.DeleteAsync(KubernetesKinds.Secrets, Key, refusing, default)).Error?.Code);

        var deleted = (await Writer.DeleteAsync(KubernetesKinds.Secrets, Key, unsafeDelete, default)).Value;

        Assert.True(deleted.IsGone && deleted.Json.IsEmpty);
        Assert.Null(await _running.Store.GetAsync(KubernetesKinds.Secrets.StorageKey(Key), default));
        Assert.Equal(0, _running.View.Quarantine.Count);
        Assert.True((await CreateAsync(isDryRun: false)).IsSuccess);
        Assert.Equal(404, (await Writer.DeleteAsync(KubernetesKinds.Secrets, new ObjectKey("ns", "none"), unsafeDelete, default)).Error?.Code);
    }

    private static ObjectDocument NewSecretDocument() => new(
        (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{"metadata":{"name":"a","namespace":"ns"},"type":"Opaque"}""")!);

    private static Outcome<ObjectDocument> NewSecret() => NewSecretDocument();

    private ValueTask<Outcome<WriteResult>> CreateAsync(bool isDryRun) =>
        Writer.CreateAsync(KubernetesKinds.Secrets, NewSecretDocument(), LaggingReplica.Request with { IsDryRun = isDryRun }, default);

    private static ObjectSelector Select(string ns) =>
        ObjectSelector.Create(KubernetesKinds.Secrets, ns, LabelSelector.Parse("").Value, FieldSelector.Everything).Value;

    private async Task<ListPage> ListAsync(string ns) =>
        (await new ObjectLister(_running.View).ListAsync(KubernetesKinds.Secrets, new ListQuery { Selector = Select(ns) }, default)).Value;

    private Task<Revision> PutAsync(ResourceDefinition resource, string ns, string name, string uid, string more = "") =>
        _running.PutAsync(resource, ns, name, uid, more);

    private Task<Revision> BreakAsync(ResourceDefinition resource, ObjectKey key, string value) =>
        _running.CommitAsync(new StoreOperation.Put(resource.StorageKey(key), Encoding.UTF8.GetBytes(value)));

    private static StoreOperation.Put Put(string name) => new(
        KubernetesKinds.Secrets.StorageKey(new ObjectKey("ns", name)),
        Encoding.UTF8.GetBytes($$$"""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"ns","uid":"uid"}}"""));

    private static List<string> ReadAll(ResourceWatch watch)
    {
        var seen = new List<string>();
        while (watch.TryRead(out var change, out _))
        {
            seen.Add($"{change!.Type} {change.Object.Key.Name}");
        }

        return seen;
    }

    private static async Task<bool> MayAsync(RbacAuthorizer authorizer)
    {
        var attributes = new RequestAttributes
        {
            User = new UserInfo { Name = "alice" },
            Verb = "get",
            IsResourceRequest = true,
            Path = "",
            ApiGroup = "",
            ApiVersion = "v1",
            Resource = "secrets",
            Subresource = "",
            Namespace = "ns",
            Name = "x",
        };
        return (await authorizer.AuthorizeAsync(attributes, default)).IsAllowed;
    }

    private sealed class Recorder : IQuarantineObserver
    {
        public List<string> Seen { get; } = [];

        public void Entered(UnreadableObject found) => Seen.Add($"entered {found.StorageKey}");

        public void Left(UnreadableObject found) => Seen.Add($"left {found.StorageKey}");
    }

    /// <summary>Indexes secrets by name. Fails on the one named bad before it has processed any object of the batch.</summary>
    private sealed class PickyObserver : ICacheObserver
    {
        public HashSet<string> Known { get; } = [];

        public void Replaced(ResourceDefinition resource, IEnumerable<StoredObject> objects)
        {
            if (resource == KubernetesKinds.Secrets)
            {
                Known.Clear();
            }

            Changed(resource, [.. objects.Select(found => new ObjectEvent(ObjectEventType.Added, found, null))]);
        }

        public void Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events)
        {
            if (resource != KubernetesKinds.Secrets)
            {
                return;
            }

            if (events.Any(change => change.Type != ObjectEventType.Deleted && change.Object.Key.Name == "bad"))
            {
                throw new InvalidOperationException("bad");
            }

            foreach (var change in events)
            {
                _ = change.Type == ObjectEventType.Deleted ? Known.Remove(change.Object.Key.Name) : Known.Add(change.Object.Key.Name);
            }
        }
    }
}
