using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Tokens.Issuers;

/// <summary>The record in the store: several servers, lost answers, conflicts.</summary>
public sealed class IssuerStoreTests : IAsyncDisposable
{
    private const string A = "https://a.example.test";
    private const string B = "https://b.example.test";
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private readonly InterceptedStore _store = new(new MemoryObjectStore(new MemoryObjectStoreOptions()));
    private readonly IssuerStore _issuers;

    public IssuerStoreTests() => _issuers = new IssuerStore(_store);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Change_OtherServerBegins_BothAreKept()
    {
        var other = new IssuerStore(_store.Inner);
        var hasRun = _store.Before(_ => true, async () => await other.ChangeAsync(history => IssuerPromise.Begin(history, A, Day, Now), Cancellation));

        var changed = (await BeginAsync(B)).Value;

        Assert.True(hasRun());
        Assert.Equal([A, B], changed.History.Issuers.Select(known => known.Issuer));
        Assert.Equal(B, changed.History.Current);
        Assert.True(changed.History.IsSame((await _issuers.LoadAsync(Cancellation)).History));
    }

    [Fact]
    public async Task Change_AnswerLost_IsTheSameWhenItIsRepeated()
    {
        await BeginAsync(A);
        _store.Fate = _ => CommitFate.AnswerLost;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await BeginAsync(B));
        var written = await _issuers.LoadAsync(Cancellation);
        _store.Fate = null;

        var repeated = (await BeginAsync(B)).Value;

        Assert.Equal([A, B], written.History.Issuers.Select(known => known.Issuer));
        Assert.Equal(written.Modified, repeated.Modified);
        Assert.True(written.History.IsSame(repeated.History));
    }

    [Fact]
    public async Task Change_CommitFails_ChangesNothing()
    {
        var before = (await BeginAsync(A)).Value;
        _store.Fate = _ => CommitFate.Failed;

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await BeginAsync(B));

        Assert.Equal(before.Modified, (await _issuers.LoadAsync(Cancellation)).Modified);
    }

    [Fact]
    public async Task Change_OthersWinEachTime_IsAConflict()
    {
        await using var lagging = new LaggingStore(new MemoryObjectStore(new MemoryObjectStoreOptions()), isExclusive: false) { Conflicts = true };

        var outcome = await new IssuerStore(lagging).ChangeAsync(history => IssuerPromise.Begin(history, A, Day, Now), Cancellation);

        Assert.False(outcome.TryGetValue(out _, out var error));
        Assert.Equal(409, error.Code);
        Assert.Equal(16, lagging.Commits);
    }

    [Fact]
    public async Task Change_RecordThatCannotBeRead_IsNotReplaced()
    {
        await _store.CommitAsync(new Commit([], [new StoreOperation.Put(IssuerRecord.StorageKey, "nothing"u8.ToArray())]), Cancellation);

        await Assert.ThrowsAsync<IssuerRecordException>(async () => await BeginAsync(A));

        Assert.Equal("nothing"u8.ToArray(), (await _store.GetAsync(IssuerRecord.StorageKey, Cancellation))!.Value.ToArray());
    }

    [Fact]
    public async Task Change_MayUseTheReserve()
    {
        Commit? seen = null;
        _store.Fate = commit =>
        {
            seen = commit;
            return CommitFate.Made;
        };

        await BeginAsync(A);

        Assert.True(seen!.MayUseReserve);
    }

    private ValueTask<Outcome<StoredIssuers>> BeginAsync(string issuer) =>
        _issuers.ChangeAsync(history => IssuerPromise.Begin(history, issuer, Day, Now), Cancellation);
}
