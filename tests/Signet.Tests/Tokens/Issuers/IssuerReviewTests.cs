using Signet.Core.Signing;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuers;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting.Services;
using Signet.Storage.Memory;
using Signet.Testing;
using Signet.Tests.Hosting.Issuers;

namespace Signet.Tests.Tokens.Issuers;

/// <summary>Issuing and reviewing while the accepted issuers change.</summary>
public sealed class IssuerReviewTests : IAsyncDisposable
{
    private const string Other = "https://other.example.test";
    private readonly MemoryObjectStore _memory = new(new MemoryObjectStoreOptions());
    private TokenBench _bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _memory.DisposeAsync();
    }

    [Fact]
    public async Task Verify_IssuerIsRefused_NextReviewOfACachedTokenRefuses()
    {
        var (accepted, operations) = await StartAsync(_memory);
        var token = await IssueAsync(accepted, Other);
        var verifier = Verifier(accepted);
        Assert.IsType<TokenVerdict.Valid>(await VerifyAsync(verifier, token));

        Assert.True((await operations.RunAsync(new IssuerRequest(IssuerAction.Refuse) { Issuer = Other, IsConfirmed = true }, Cancellation)).IsSuccess);

        Assert.IsType<TokenVerdict.NotRecognized>(await VerifyAsync(verifier, token));
    }

    [Fact]
    public async Task Verify_LastTokenHasExpired_IssuerIsNotAccepted()
    {
        var (accepted, _) = await StartAsync(_memory);
        var verifier = Verifier(accepted);
        var until = accepted.Current.History.Find(Other)!.AcceptedUntil;
        var token = await IssueAsync(accepted, Other, until.AddMinutes(-10));

        Assert.IsType<TokenVerdict.Valid>(await verifier.VerifyAsync(token, [TokenBench.Issuer], until.AddSeconds(-1), Cancellation));
        Assert.IsType<TokenVerdict.NotRecognized>(await verifier.VerifyAsync(token, [TokenBench.Issuer], until, Cancellation));
    }

    /// <summary>Another server of the store has begun with its issuer, and this one has not seen it yet.</summary>
    [Fact]
    public async Task Verify_IssuerOfAServerThatHasJustBegun_IsAccepted()
    {
        await using var shared = new LaggingStore(_memory, isExclusive: false);
        var (accepted, _) = await StartAsync(shared);
        var verifier = Verifier(accepted);
        await BeginAsync(new IssuerStore(_memory), "https://new.example.test");

        var token = await IssueAsync(accepted, "https://new.example.test");

        Assert.IsType<TokenVerdict.Valid>(await VerifyAsync(verifier, token));
    }

    [Fact]
    public async Task Verify_UnknownIssuer_StoreIsReadForCorrectSignaturesOnly()
    {
        var reads = 0;
        await using var counted = new SharedMemoryStore(_memory, () => reads++);
        var (accepted, _) = await StartAsync(counted);
        var verifier = Verifier(accepted);
        var token = await IssueAsync(accepted, "https://unknown.example.test");
        var forged = token[..(token.LastIndexOf('.') + 1)] + "AAAA" + token[(token.LastIndexOf('.') + 5)..];
        reads = 0;

        Assert.IsType<TokenVerdict.NotRecognized>(await VerifyAsync(verifier, forged));
        Assert.Equal(0, reads);
        Assert.IsType<TokenVerdict.NotRecognized>(await VerifyAsync(verifier, token));
        Assert.Equal(1, reads);
    }

    /// <summary>What the verifier would refuse is not issued: another operator has refused the issuer of this server.</summary>
    [Fact]
    public async Task Issue_OwnIssuerIsRefused_FailsClearly()
    {
        var (accepted, operations) = await StartAsync(_memory);
        var own = new AcceptedIssuers([Other], await new IssuerStore(_memory).LoadAsync(Cancellation), new IssuerStore(_memory), _bench.Running.Time);
        Assert.True((await operations.RunAsync(new IssuerRequest(IssuerAction.Refuse) { Issuer = Other, IsConfirmed = true }, Cancellation)).IsSuccess);
        own.Use(await new IssuerStore(_memory).LoadAsync(Cancellation));

        var outcome = await Issuer(own).IssueAsync(TokenBench.RequestFor(), _bench.Now, Cancellation);

        Assert.False(outcome.TryGetValue(out _, out var error));
        Assert.Equal(500, error.Code);
        Assert.Contains($"this server issues as {Other}, which was refused at", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A server that issues as <see cref="TokenBench.Issuer"/>, after one that issued as <see cref="Other"/>.</summary>
    private async Task<(AcceptedIssuers Accepted, IssuerOperator Operations)> StartAsync(Core.Storage.IObjectStore objects)
    {
        _bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var store = new IssuerStore(objects);
        await BeginAsync(store, Other);
        var accepted = new AcceptedIssuers([TokenBench.Issuer], await BeginAsync(store, TokenBench.Issuer), store, _bench.Running.Time);
        return (accepted, new IssuerOperator(store, accepted, _bench.Running.Time));
    }

    private async Task<StoredIssuers> BeginAsync(IssuerStore store, string issuer) =>
        (await store.ChangeAsync(history => IssuerPromise.Begin(history, issuer, TimeSpan.FromHours(24), _bench.Now), Cancellation)).Value;

    /// <summary>A token of another issuer, with the keys of this server.</summary>
    private async Task<string> IssueAsync(AcceptedIssuers accepted, string issuer, DateTimeOffset? now = null)
    {
        Assert.NotEqual(issuer, accepted.Current.Signing);
        var issued = await Issuer(AcceptedIssuers.Of(issuer)).IssueAsync(TokenBench.RequestFor(), now ?? _bench.Now, Cancellation);
        return issued.Value.Token;
    }

    private TokenIssuer Issuer(AcceptedIssuers issuers) => new(
        new TokenIssuerOptions { ApiAudiences = [TokenBench.Issuer] },
        issuers,
        new CachedIdentityObjects(_bench.Running.View),
        _bench.Keys,
        new SystemUidSource());

    private TokenVerifier Verifier(AcceptedIssuers issuers) =>
        new(new TokenVerifierOptions(), issuers, _bench.Keys, new CachedIdentityObjects(_bench.Running.View));

    private ValueTask<TokenVerdict> VerifyAsync(TokenVerifier verifier, string token) =>
        verifier.VerifyAsync(token, [TokenBench.Issuer], _bench.Now, Cancellation);
}
