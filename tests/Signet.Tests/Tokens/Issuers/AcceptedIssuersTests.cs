using Microsoft.Extensions.Time.Testing;
using Signet.Core.Tokens.Issuers;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Tokens.Issuers;

/// <summary>The snapshot that follows the record.</summary>
public sealed class AcceptedIssuersTests : IAsyncDisposable
{
    private const string A = "https://a.example.test";
    private const string B = "https://b.example.test";
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryObjectStore _memory = new(new MemoryObjectStoreOptions());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    [Fact]
    public async Task Use_NewerAndOlderRecords_NewestStays()
    {
        var store = new IssuerStore(_memory);
        var first = await BeginAsync(store, A);
        var accepted = new AcceptedIssuers([A], first, store, _time);
        var changed = accepted.WaitForChangeAsync(Cancellation);

        accepted.Use(await BeginAsync(store, B));
        var snapshot = accepted.Current;
        accepted.Use(first);

        await changed.WaitAsync(Patience.Limit, Cancellation);
        Assert.Same(snapshot, accepted.Current);
        Assert.Equal([A, B], snapshot.Names);
    }

    [Fact]
    public async Task DropExpired_TimeHasPassed_SnapshotIsWithoutTheIssuer()
    {
        var store = new IssuerStore(_memory);
        await BeginAsync(store, A);
        var accepted = new AcceptedIssuers([B], await BeginAsync(store, B), store, _time);
        var before = accepted.Current;
        accepted.DropExpired();
        Assert.Same(before, accepted.Current);

        _time.SetUtcNow(before.NextExpiry);

        // The time is compared at each use, whenever the snapshot is replaced.
        Assert.False(before.Accepts(A, _time.GetUtcNow()));
        accepted.DropExpired();
        Assert.Equal([B], accepted.Current.Names);
        Assert.Equal(DateTimeOffset.MaxValue, accepted.Current.NextExpiry);
    }

    [Fact]
    public async Task Confirm_SharedStoreWithANewIssuer_FindsIt()
    {
        await using var shared = new LaggingStore(_memory, isExclusive: false);
        var store = new IssuerStore(shared);
        var accepted = new AcceptedIssuers([A], await BeginAsync(store, A), store, _time);
        var seen = accepted.Current;
        Assert.False(await accepted.ConfirmAsync(seen, Cancellation));

        await BeginAsync(new IssuerStore(_memory), B);

        Assert.True(await accepted.ConfirmAsync(seen, Cancellation));
        Assert.True(accepted.Current.Accepts(B, _time.GetUtcNow()));
    }

    [Fact]
    public async Task Confirm_RecordCannotBeRead_KnownIssuersStay()
    {
        await using var shared = new LaggingStore(_memory, isExclusive: false);
        var store = new IssuerStore(shared);
        var accepted = new AcceptedIssuers([A], await BeginAsync(store, A), store, _time);
        await _memory.CommitAsync(new([], [new Core.Storage.StoreOperation.Put(IssuerRecord.StorageKey, "x"u8.ToArray())]), Cancellation);

        Assert.False(await accepted.ConfirmAsync(accepted.Current, Cancellation));
        Assert.Equal([A], accepted.Current.Names);
    }

    [Fact]
    public async Task Confirm_ExclusiveStore_IsNotRead()
    {
        var store = new IssuerStore(_memory);
        var accepted = new AcceptedIssuers([A], await BeginAsync(store, A), store, _time);
        await BeginAsync(store, B);

        Assert.False(accepted.CanBeBehind);
        Assert.False(await accepted.ConfirmAsync(accepted.Current, Cancellation));
    }

    private async Task<StoredIssuers> BeginAsync(IssuerStore store, string issuer) =>
        (await store.ChangeAsync(history => IssuerPromise.Begin(history, issuer, Day, _time.GetUtcNow()), Cancellation)).Value;
}
