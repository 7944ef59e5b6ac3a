using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Objects;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Core.Signing.Listing;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Server.Controllers.Keys;
using Signet.Signing.Local;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers.Keys;

/// <summary>A running <see cref="SigningKeyController"/> over a store that can fail, with a key ring that tests replace.</summary>
internal sealed class SigningKeyStage : IAsyncDisposable
{
    private readonly RunningCache _running = RunningCache.StartIntercepted();
    private readonly CancellationTokenSource _stop = new();
    private Task _controller = Task.CompletedTask;

    public SigningKeyStage()
    {
        Ring = TestKeyRing.Of(First);
        Lead = TimeSpan.FromHours(2);
    }

    /// <summary>The signer of the first ring, <c>first</c>.</summary>
    public LocalJwtSigner First { get; } = TestKeyRing.NewSigner("first");

    /// <summary>A further signer, <c>second</c>.</summary>
    public LocalJwtSigner Second { get; } = TestKeyRing.NewSigner("second");

    public KeyRing Ring { get; }

    public TimeSpan Lead { get; }

    public FakeTimeProvider Time => _running.Time;

    public InterceptedStore Store => (InterceptedStore)_running.Store;

    /// <summary>Starts the controller.</summary>
    public void Start()
    {
        var writer = new ObjectWriter(_running.View, Store, ServedKinds.Registry, new CountingUids(), Time);
        var controller = new SigningKeyController(
            _running.View, writer, new KeyList(Ring, Lead), Time, new LoggerOf<SigningKeyController>(NullLogger.Instance));
        _controller = controller.RunAsync(_stop.Token);
    }

    /// <summary>The second key follows the first one, at the earliest safe time.</summary>
    /// <returns>When it signs.</returns>
    public DateTimeOffset Rotate()
    {
        var (now, signs) = (Time.GetUtcNow(), Time.GetUtcNow() + Lead);
        var end = signs + TestKeyRing.MaxLifetime + TimeSpan.FromMinutes(1);
        Ring.Replace(new KeyRingSnapshot(TestKeyRing.Define(First) with
        {
            Keys =
            [
                TestKeyRing.KeyOf(First) with { SignsUntil = signs, PublishedUntil = end, VerifiesUntil = end },
                TestKeyRing.KeyOf(Second) with { PublishedFrom = now, SignsFrom = signs },
            ],
            Signers = [new RingSigner { Signer = First, KeyId = "first" }, new RingSigner { Signer = Second, KeyId = "second" }],
        }));
        return signs;
    }

    /// <summary>Each object: <c>first=Current</c>, in the order of names.</summary>
    public string States() => string.Join(' ', _running.Cache[SignetKinds.SigningKeys].Snapshot.All.Select(found =>
    {
        var root = ObjectDocument.From(found).Root;
        return $"{found.Key.Name}={root["status"]?["state"]}";
    }).Order(StringComparer.Ordinal));

    /// <summary>Waits for the states; advances the clock meanwhile, because timers may not exist yet.</summary>
    public Task UntilAsync(string states, TimeSpan step = default) => Patience.UntilAsync(
        () =>
        {
            Time.Advance(step);
            return Task.FromResult(States() == states);
        },
        $"the objects are {states}");

    /// <summary>The object of a key, or null.</summary>
    public JsonObject? Find(string name) =>
        _running.Cache[SignetKinds.SigningKeys].Find(new ObjectKey("", name)) is { } found ? ObjectDocument.From(found).Root : null;

    /// <summary>Writes to the store as a process that does not keep to the API.</summary>
    public async Task WriteAsync(string name, byte[] value) => Assert.IsType<CommitResult.Success>(await Store.Inner.CommitAsync(
        new Commit([], [new StoreOperation.Put(SignetKinds.SigningKeys.StorageKey(new ObjectKey("", name)), value)]), default));

    /// <summary>Waits until the cache has every commit.</summary>
    public async Task SettleAsync() => await _running.Cache.WaitForAsync(await Store.GetRevisionAsync(default), default);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _controller.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _running.DisposeAsync();
        _stop.Dispose();
    }
}
