using Microsoft.Extensions.Time.Testing;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Tokens.Issuers;

/// <summary>What operators can ask for, and what they are told.</summary>
public sealed class IssuerOperatorTests : IAsyncDisposable
{
    private const string A = "https://a.example.test";
    private const string B = "https://b.example.test";
    private const string C = "https://c.example.test";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly InterceptedStore _store = new(new MemoryObjectStore(new MemoryObjectStoreOptions()));
    private readonly IssuerStore _issuers;

    public IssuerOperatorTests() => _issuers = new IssuerStore(_store);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Refuse_FormerIssuer_IsToldFirstThenDoneAtOnce()
    {
        var accepted = await StartAsync([B], A, B);
        var operations = new IssuerOperator(_issuers, accepted, _time);
        Assert.True(accepted.Current.Accepts(A, _time.GetUtcNow()));

        var unconfirmed = await operations.RunAsync(new IssuerRequest(IssuerAction.Refuse) { Issuer = A }, Cancellation);

        Assert.False(unconfirmed.TryGetValue(out _, out var error));
        Assert.Equal(409, error.Code);
        Assert.Contains(
            error.Details!.Causes, cause => cause.Reason == Confirmation.Reason && cause.Message.StartsWith($"all tokens of {A} are refused", StringComparison.Ordinal));
        Assert.True(accepted.Current.Accepts(A, _time.GetUtcNow()));

        Assert.Equal(A, (await DoneAsync(operations, IssuerAction.Refuse, A)).Change.Entry!.Issuer);

        Assert.False(accepted.Current.Accepts(A, _time.GetUtcNow()));
        Assert.Equal([B], accepted.Current.Names);
        Assert.NotNull((await _issuers.LoadAsync(Cancellation)).History.Find(A)!.RefusedAt);
    }

    /// <summary>Another server may issue tokens of the issuer until its window is over.</summary>
    [Fact]
    public async Task Refuse_SharedStore_IsAnsweredAfterTheIssuingWindow()
    {
        var accepted = await StartAsync([B], A, B);
        var shared = new IssuerStore(new LaggingStore(_store, isExclusive: false));
        var request = new IssuerRequest(IssuerAction.Refuse) { Issuer = A, IsConfirmed = true };

        var refusing = new IssuerOperator(shared, accepted, _time).RunAsync(request, Cancellation).AsTask();
        await Patience.UntilAsync(() => Task.FromResult(!accepted.Current.Accepts(A, _time.GetUtcNow())), "the issuer is refused");
        Assert.False(refusing.IsCompleted);
        _time.Advance(IssuingWindow.Length * 2);

        Assert.True((await refusing.WaitAsync(Patience.Limit)).IsSuccess);
    }

    [Fact]
    public async Task Refuse_Repeated_DoesNothing()
    {
        var operations = new IssuerOperator(_issuers, await StartAsync([B], A, B), _time);
        await DoneAsync(operations, IssuerAction.Refuse, A);
        var before = await _issuers.LoadAsync(Cancellation);

        Assert.Null((await DoneAsync(operations, IssuerAction.Refuse, A)).Change.Entry);
        Assert.Equal(before.Modified, (await _issuers.LoadAsync(Cancellation)).Modified);
    }

    [Theory]
    [InlineData(B, "is the issuer of new tokens and cannot be refused")]
    [InlineData(C, "is not accepted, so there is nothing to refuse")]
    public async Task Refuse_Impossible_SaysWhy(string issuer, string why)
    {
        foreach (var accepted in (AcceptedIssuers?[])[await StartAsync([B], A, B), null])
        {
            var outcome = await AskAsync(accepted, IssuerAction.Refuse, issuer);

            Assert.False(outcome.TryGetValue(out _, out var error));
            Assert.Equal(400, error.Code);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A replica of the old settings must not refuse the issuer of the replicas with the new ones.</summary>
    [Fact]
    public async Task Refuse_CurrentIssuerOfAnotherServer_IsRefused()
    {
        var old = await StartAsync([A], A);
        await StartAsync([B], B);

        var outcome = await AskAsync(old, IssuerAction.Refuse, B);

        Assert.False(outcome.IsSuccess);
    }

    [Fact]
    public async Task Refuse_ConfiguredIssuer_WinsOverTheSetting()
    {
        var accepted = await StartAsync([B, C], B);

        await DoneAsync(new IssuerOperator(_issuers, accepted, _time), IssuerAction.Refuse, C);

        Assert.Equal([B], accepted.Current.Names);
        Assert.Equal([B], (await StartAsync([B, C], B)).Current.Names);
    }

    [Fact]
    public async Task Refuse_DryRun_ChangesNothing()
    {
        var accepted = await StartAsync([B], A, B);
        var request = new IssuerRequest(IssuerAction.Refuse) { Issuer = A, IsConfirmed = true, IsDryRun = true };

        var report = (await new IssuerOperator(_issuers, accepted, _time).RunAsync(request, Cancellation)).Value;

        Assert.NotNull(report.History.Find(A)!.RefusedAt);
        Assert.NotEmpty(report.Change.Consequences);
        Assert.Null((await _issuers.LoadAsync(Cancellation)).History.Find(A)!.RefusedAt);
        Assert.True(accepted.Current.Accepts(A, _time.GetUtcNow()));
    }

    [Fact]
    public async Task Refuse_AnswerLost_IsDoneWhenItIsRepeated()
    {
        var accepted = await StartAsync([B], A, B);
        var operations = new IssuerOperator(_issuers, accepted, _time);
        _store.Fate = _ => CommitFate.AnswerLost;
        await Assert.ThrowsAsync<Core.Storage.StoreUnavailableException>(() => DoneAsync(operations, IssuerAction.Refuse, A));
        _store.Fate = null;

        await DoneAsync(operations, IssuerAction.Refuse, A);

        Assert.False(accepted.Current.Accepts(A, _time.GetUtcNow()));
    }

    [Fact]
    public async Task Refuse_PromiseRenewedMeanwhile_RefusalStays()
    {
        var accepted = await StartAsync([B], A, B);
        _store.Before(_ => true, async () => await new IssuerStore(_store.Inner).ChangeAsync(
            history => IssuerPromise.Renew(history, A, TimeSpan.FromHours(48), _time.GetUtcNow()), Cancellation));

        await DoneAsync(new IssuerOperator(_issuers, accepted, _time), IssuerAction.Refuse, A);
        await _issuers.ChangeAsync(history => IssuerPromise.Renew(history, A, TimeSpan.FromHours(96), _time.GetUtcNow()), Cancellation);

        Assert.NotNull((await _issuers.LoadAsync(Cancellation)).History.Find(A)!.RefusedAt);
    }

    [Fact]
    public async Task Accept_RefusedIssuer_IsAcceptedUntilItsLastToken()
    {
        var accepted = await StartAsync([B], A, B);
        var operations = new IssuerOperator(_issuers, accepted, _time);
        await DoneAsync(operations, IssuerAction.Refuse, A);

        Assert.Contains("are accepted again, until", Assert.Single((await DoneAsync(operations, IssuerAction.Accept, A)).Change.Consequences), StringComparison.Ordinal);

        var until = accepted.Current.History.Find(A)!.AcceptedUntil;
        Assert.True(accepted.Current.Accepts(A, until.AddSeconds(-1)));
        Assert.False(accepted.Current.Accepts(A, until));
    }

    [Fact]
    public async Task Accept_IssuerThatWasNotRefused_SaysSo() => Assert.Contains(
        "was not refused",
        (await AskAsync(await StartAsync([B], A, B), IssuerAction.Accept, A)).Error!.Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task List_AllStates_AreShown()
    {
        var operations = new IssuerOperator(_issuers, await StartAsync([B, C], A, "https://old.example.test", B), _time);
        await DoneAsync(operations, IssuerAction.Refuse, "https://old.example.test");

        var report = IssuerReportJson.Write(await DoneAsync(operations, IssuerAction.List, ""));

        Assert.Equal(
            [(B, "Current"), (C, "Configured"), (A, "Former"), ("https://old.example.test", "Refused")],
            report["issuers"]!.AsArray().Select(issuer => ((string)issuer!["issuer"]!, (string)issuer["state"]!)));
    }

    /// <summary>Starts servers one after the other; the last one has these settings.</summary>
    private async Task<AcceptedIssuers> StartAsync(IReadOnlyList<string> configured, params string[] starts)
    {
        foreach (var issuer in starts)
        {
            await _issuers.ChangeAsync(history => IssuerPromise.Begin(history, issuer, TimeSpan.FromHours(24), _time.GetUtcNow()), Cancellation);
        }

        return new AcceptedIssuers(configured, await _issuers.LoadAsync(Cancellation), _issuers, _time);
    }

    private ValueTask<Outcome<IssuerReport>> AskAsync(AcceptedIssuers? accepted, IssuerAction action, string issuer) =>
        new IssuerOperator(_issuers, accepted, _time).RunAsync(new IssuerRequest(action) { Issuer = issuer, IsConfirmed = true }, Cancellation);

    private static async Task<IssuerReport> DoneAsync(IssuerOperator operations, IssuerAction action, string issuer)
    {
        var outcome = await operations.RunAsync(new IssuerRequest(action) { Issuer = issuer, IsConfirmed = true }, Cancellation);
        return outcome.TryGetValue(out var report, out var error) ? report : throw new InvalidOperationException(error.Message);
    }
}
