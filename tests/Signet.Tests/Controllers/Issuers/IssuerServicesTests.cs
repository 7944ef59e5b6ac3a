using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Controllers.Issuers;
using Signet.Server.Controllers.Stores;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Controllers.Issuers;

/// <summary>The services that follow the record of issuers and renew the promise of this server.</summary>
public sealed class IssuerServicesTests : IAsyncDisposable
{
    private const string A = "https://a.example.test";
    private const string B = "https://b.example.test";
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly InterceptedStore _store = new(new MemoryObjectStore(new MemoryObjectStoreOptions()));
    private readonly CollectedLines _log = new();
    private readonly LoggerFactory _loggers;
    private readonly IssuerStore _issuers;
    private readonly CancellationTokenSource _stop = new();
    private TimeSpan _maxLifetime = Day;

    public IssuerServicesTests()
    {
        _issuers = new IssuerStore(_store);
        _loggers = new LoggerFactory([_log]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        _loggers.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Follower_OtherServerBeginsAndIsRefused_IsFollowedAndLogged()
    {
        var accepted = await StartAsync(A);
        var follower = new IssuerFollower(accepted, _time, _loggers.CreateLogger<IssuerFollower>());
        var running = new RecordFollower(_store, [follower]).RunAsync(_stop.Token);

        await BeginAsync(B);
        await Patience.UntilAsync(() => Task.FromResult(accepted.Current.Accepts(B, _time.GetUtcNow())), "the other issuer is accepted");
        await UntilSaysAsync($"Tokens of the issuer {B} are accepted until");
        await BeginAsync(A);
        await RefuseAsync(B);
        await Patience.UntilAsync(() => Task.FromResult(!accepted.Current.Accepts(B, _time.GetUtcNow())), "the other issuer is refused");
        await UntilSaysAsync($"Tokens of the issuer {B} are refused: an operator refused it");
        Assert.Null(follower.Remark);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Follower_OwnIssuerIsRefused_IsAnErrorAndARemark()
    {
        var accepted = await StartAsync(A);
        var follower = new IssuerFollower(accepted, _time, _loggers.CreateLogger<IssuerFollower>());
        _ = new RecordFollower(_store, [follower]).RunAsync(_stop.Token);
        await BeginAsync(B);

        await RefuseAsync(A);

        await UntilSaysAsync($"The issuer of this server, {A}, was refused by an operator");
        Assert.Equal("no tokens are issued: the issuer was refused by an operator", follower.Remark);
    }

    [Fact]
    public async Task Follower_RecordCannotBeRead_FormerStateStaysAndIsTold()
    {
        var accepted = await StartAsync(A);
        var follower = new IssuerFollower(accepted, _time, _loggers.CreateLogger<IssuerFollower>());
        _ = new RecordFollower(_store, [follower]).RunAsync(_stop.Token);

        await _store.CommitAsync(new Commit([], [new StoreOperation.Put(IssuerRecord.StorageKey, "nothing"u8.ToArray())]), Cancellation);

        await Patience.UntilAsync(() => Task.FromResult(follower.Remark is not null), "the fault is told");
        Assert.Equal([A], accepted.Current.Names);
        await UntilSaysAsync("The newest record of issuers cannot be used");
    }

    [Fact]
    public async Task Renewal_TimePasses_PromiseIsAlwaysAhead()
    {
        var accepted = await StartAsync(A);
        _ = Renewal(accepted).RunAsync(_stop.Token);
        for (var hour = 0; hour < 6; hour++)
        {
            var end = _time.GetUtcNow().AddHours(1);
            await Patience.UntilAsync(
                async () =>
                {
                    if (_time.GetUtcNow() < end)
                    {
                        _time.Advance(TimeSpan.FromMinutes(5));
                    }

                    return _time.GetUtcNow() >= end && await PromisedAsync(A) >= IssuerPromise.After(_time.GetUtcNow(), Day);
                },
                "the promise covers the tokens of this hour");
        }

        Assert.Equal(accepted.Current.History.Find(A)!.AcceptedUntil, await PromisedAsync(A));
    }

    [Fact]
    public async Task Renewal_LifetimeIsRaised_PromiseFollows()
    {
        _ = Renewal(await StartAsync(A)).RunAsync(_stop.Token);

        _maxLifetime = 3 * Day;

        await Patience.UntilAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromMinutes(1));
                return await PromisedAsync(A) >= IssuerPromise.After(_time.GetUtcNow(), _maxLifetime);
            },
            "the promise covers the longer lifetime");
    }

    [Fact]
    public async Task Renewal_LastTokenOfAFormerIssuerHasExpired_IssuerIsDroppedAndLogged()
    {
        await BeginAsync(A);
        var accepted = await StartAsync(B);
        Assert.Equal([B, A], accepted.Current.Names);
        _ = Renewal(accepted).RunAsync(_stop.Token);
        var until = await PromisedAsync(A);

        await Patience.UntilAsync(
            () =>
            {
                if (_time.GetUtcNow() < until)
                {
                    _time.Advance(TimeSpan.FromHours(1));
                }

                return Task.FromResult(accepted.Current.Names.Count == 1);
            },
            "the former issuer is dropped");
        await UntilSaysAsync($"The issuer {A} is no longer accepted, because its last token has expired");
        Assert.True(_time.GetUtcNow() >= until);
    }

    /// <summary>An older copy of the store was restored under a running server: what it accepts is not forgotten.</summary>
    [Fact]
    public async Task Renewal_RecordLostItsEntries_TheyAreWrittenAgain()
    {
        await BeginAsync(A);
        var accepted = await StartAsync(B);
        await _store.CommitAsync(new Commit([], [new StoreOperation.Put(IssuerRecord.StorageKey, IssuerRecord.Write(IssuerHistory.Empty))]), Cancellation);

        _ = Renewal(accepted).RunAsync(_stop.Token);

        await Patience.UntilAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromMinutes(5));
                return (await _issuers.LoadAsync(Cancellation)).History.Issuers.Count == 2;
            },
            "the record has both again");
    }

    [Fact]
    public async Task Renewal_StoreFails_ServiceEndsForTheSupervisor()
    {
        var accepted = await StartAsync(A);
        _maxLifetime = 2 * Day;
        _store.Fate = _ => CommitFate.AnswerLost;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Renewal(accepted).RunAsync(_stop.Token));
        _store.Fate = null;
        _ = Renewal(accepted).RunAsync(_stop.Token);

        await Patience.UntilAsync(() => Task.FromResult(accepted.Current.History.Find(A)!.MaxLifetime == _maxLifetime), "the promise that was written is known");
    }

    /// <summary>An operator, through another server.</summary>
    private async Task RefuseAsync(string issuer)
    {
        var request = new IssuerRequest(IssuerAction.Refuse) { Issuer = issuer, IsConfirmed = true };
        Assert.True((await new IssuerOperator(_issuers, accepted: null, _time).RunAsync(request, Cancellation)).IsSuccess);
    }

    private IssuerRenewal Renewal(AcceptedIssuers accepted) =>
        new(_issuers, accepted, new IssuerRenewalOptions(() => _maxLifetime), _time, _loggers.CreateLogger<IssuerRenewal>());

    private async Task<AcceptedIssuers> StartAsync(string issuer) => new([issuer], await BeginAsync(issuer), _issuers, _time);

    private async Task<StoredIssuers> BeginAsync(string issuer) =>
        (await _issuers.ChangeAsync(history => IssuerPromise.Begin(history, issuer, Day, _time.GetUtcNow()), Cancellation)).Value;

    private async Task<DateTimeOffset> PromisedAsync(string issuer) => (await _issuers.LoadAsync(Cancellation)).History.Find(issuer)!.AcceptedUntil;

    private Task UntilSaysAsync(string text) =>
        Patience.UntilAsync(() => Task.FromResult(_log.Text.Contains(text, StringComparison.Ordinal)), $"the log says: {text}");
}
