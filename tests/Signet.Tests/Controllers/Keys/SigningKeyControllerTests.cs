using System.Text;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Controllers.Keys;

/// <summary>The objects of keys follow the keys, the time, and nothing else.</summary>
public sealed class SigningKeyControllerTests : IAsyncLifetime
{
    private readonly SigningKeyStage _stage = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Start_KeysOfTheRing_HaveObjectsWithTheirPublicHalf()
    {
        _stage.Start();

        await _stage.UntilAsync("first=Current");

        var spec = _stage.Find("first")!["spec"]!;
        Assert.Equal("first", (string?)spec["keyId"]);
        Assert.Equal("ES256", (string?)spec["algorithm"]);
        using var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportFromPem((string?)spec["publicKey"]);
        Assert.Equal(_stage.First.PublicKey.SubjectPublicKeyInfo.ToArray(), key.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task Time_WindowsOpenAndClose_ObjectsChangeWithoutAChangeOfTheKeys()
    {
        _stage.Start();
        await _stage.UntilAsync("first=Current");

        var signs = _stage.Rotate();

        await _stage.UntilAsync("first=Current second=Next");
        Assert.Equal(Core.Primitives.Timestamps.Format(signs), (string?)_stage.Find("second")!["status"]!["safeToSignFrom"]);
        await _stage.UntilAsync("first=Previous second=Current", step: TimeSpan.FromMinutes(10));
        Assert.True(_stage.Time.GetUtcNow() >= signs);
        await _stage.UntilAsync("first=Retired second=Current", step: TimeSpan.FromDays(1));
        _stage.Ring.Replace(TestKeyRing.Snapshot(_stage.Second));
        await _stage.UntilAsync("second=Current");
    }

    [Fact]
    public async Task Time_OneSecondBeforeAWindow_ChangesNothing()
    {
        _stage.Start();
        var signs = _stage.Rotate();
        await _stage.UntilAsync("first=Current second=Next");

        _stage.Time.SetUtcNow(signs.AddSeconds(-1));

        // An update that another writer causes is decided at this time.
        await _stage.WriteAsync("third", ObjectOf("third"));
        await _stage.UntilAsync("first=Current second=Next");
        await _stage.UntilAsync("first=Previous second=Current", step: TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(CommitFate.Failed)]
    [InlineData(CommitFate.AnswerLost)]
    public async Task Commits_ThatFailOrLoseTheirAnswer_AreRepeated(CommitFate fate)
    {
        var count = 0;
        _stage.Store.Fate = _ => Interlocked.Increment(ref count) % 3 != 0 ? fate : CommitFate.Made;
        _stage.Start();

        await _stage.UntilAsync("first=Current", step: TimeSpan.FromSeconds(1));
        _stage.Rotate();
        await _stage.UntilAsync("first=Current second=Next", step: TimeSpan.FromSeconds(1));
        await _stage.UntilAsync("first=Previous second=Current", step: TimeSpan.FromMinutes(1));
        _stage.Ring.Replace(TestKeyRing.Snapshot(_stage.Second));
        await _stage.UntilAsync("second=Current", step: TimeSpan.FromSeconds(1));

        Assert.True(count > 6, $"{count} commits");
    }

    [Fact]
    public async Task ForeignWriter_ChangesAnObject_ItIsRestored()
    {
        _stage.Start();
        await _stage.UntilAsync("first=Current");
        var uid = (string?)_stage.Find("first")!["metadata"]!["uid"];

        await _stage.WriteAsync("first", Encoding.UTF8.GetBytes(
            $$"""{"kind":"SigningKey","apiVersion":"tokens.signet.dev/v1alpha1","metadata":{"name":"first","uid":"{{uid}}","labels":{"a":"b"},"finalizers":["x/y"]},"status":{"state":"Revoked"} }"""));

        await _stage.UntilAsync("first=Current");
        await Patience.UntilAsync(() => Task.FromResult(_stage.Find("first")!["metadata"]!["finalizers"] is null), "the metadata is restored");
        Assert.Null(_stage.Find("first")!["metadata"]!["labels"]);
        Assert.Equal(uid, (string?)_stage.Find("first")!["metadata"]!["uid"]);
    }

    [Fact]
    public async Task ForeignWriter_DeletesAnObject_ItIsMadeAgain()
    {
        _stage.Start();
        await _stage.UntilAsync("first=Current");
        var uid = (string?)_stage.Find("first")!["metadata"]!["uid"];

        await _stage.Store.Inner.CommitAsync(
            new Commit([], [new StoreOperation.Delete(SignetKinds.SigningKeys.StorageKey(new ObjectKey("", "first")))]), default);

        await Patience.UntilAsync(() => Task.FromResult(_stage.Find("first") is { } made && (string?)made["metadata"]!["uid"] != uid), "a new object is there");
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","finalizers":["x/y"]""")]
    public async Task ForeignWriter_AddsAnObject_ItIsRemoved(string metadata)
    {
        _stage.Start();
        await _stage.UntilAsync("first=Current");

        await _stage.WriteAsync("forged", ObjectOf("forged", metadata));

        await Patience.UntilAsync(
            async () => await _stage.Store.GetAsync(SignetKinds.SigningKeys.StorageKey(new ObjectKey("", "forged")), default) is null, "the object is removed");
        await _stage.UntilAsync("first=Current");
    }

    [Fact]
    public async Task ForeignWriter_MakesAnObjectUnreadable_ItIsReplaced()
    {
        _stage.Start();
        await _stage.UntilAsync("first=Current");

        await _stage.WriteAsync("first", "{"u8.ToArray());

        await Patience.UntilAsync(
            async () => (await _stage.Store.GetAsync(SignetKinds.SigningKeys.StorageKey(new ObjectKey("", "first")), default))?.Value.Length > 100,
            "the object is written again");
        await _stage.UntilAsync("first=Current");
    }

    [Fact]
    public async Task Start_ObjectsOfAnEarlierTerm_AreKeptOrRemoved()
    {
        await _stage.WriteAsync("former", ObjectOf("former"));
        await _stage.WriteAsync("broken", "{"u8.ToArray());
        await _stage.SettleAsync();

        _stage.Start();

        await _stage.UntilAsync("first=Current");
        await Patience.UntilAsync(
            async () => await _stage.Store.GetAsync(SignetKinds.SigningKeys.StorageKey(new ObjectKey("", "broken")), default) is null, "the unreadable value is removed");
    }

    private static byte[] ObjectOf(string name, string metadata = "") => Encoding.UTF8.GetBytes(
        $$"""{"kind":"SigningKey","apiVersion":"tokens.signet.dev/v1alpha1","metadata":{"name":"{{name}}","uid":"u-{{name}}"{{metadata}}},"status":{"state":"Current"} }""");
}
