using JwksVerifier;
using Signet.TestHost;

namespace JwksVerifier.Tests;

/// <summary>Tests of the cache through rotations, revocations and outages of the issuer.</summary>
public sealed class TokenVerifierTests : IAsyncLifetime
{
    private SignetTestServer _signet = null!;
    private HttpClient _client = null!;
    private TestAccount _account = null!;
    private TokenVerifier _verifier = null!;

    public async ValueTask InitializeAsync()
    {
        _signet = await SignetTestServer.StartAsync();
        _account = await _signet.CreateAccountAsync("builder");
        _client = new HttpClient(_signet.CreateHandler());
        _verifier = new TokenVerifier(_client, _signet.Issuer, "orders", _signet.Time);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _signet.DisposeAsync();
    }

    [Fact]
    public async Task VerifyAsync_PlannedRotation_EveryTokenIsAcceptedAllTheTime()
    {
        var first = await IssueAsync();
        Assert.Equal(_account.UserName, await _verifier.VerifyAsync(first.Value));
        var next = await _signet.RotateKeysAsync();

        // The next key is published a day before it signs; the verifier fetches the JWKS when its max-age has passed.
        _signet.Time.Advance(next.SignsFrom!.Value - _signet.Time.GetUtcNow() - TimeSpan.FromHours(2));
        var before = await IssueAsync();
        Assert.Equal(first.KeyId, before.KeyId);
        Assert.NotNull(await _verifier.VerifyAsync(before.Value));
        _signet.Time.Advance(TimeSpan.FromHours(2));
        var after = await IssueAsync();
        Assert.Equal(next.KeyId, after.KeyId);

        // Even when the issuer is away at the switch.
        using var fault = _signet.Faults.JwksUnavailable();
        Assert.NotNull(await _verifier.VerifyAsync(after.Value));
        Assert.NotNull(await _verifier.VerifyAsync(before.Value));
    }

    [Fact]
    public async Task VerifyAsync_KeyThatSignsAtOnce_IsFetchedOnce()
    {
        await _verifier.VerifyAsync((await IssueAsync()).Value);
        await _signet.RotateKeysAsync(immediately: true);
        _signet.Time.Advance(TokenVerifier.MinRefreshInterval);
        var token = await IssueAsync();

        Assert.NotNull(await _verifier.VerifyAsync(token.Value));
        Assert.NotNull(await _verifier.VerifyAsync(token.Value));

        Assert.Equal(2, await FetchesAsync());
    }

    [Fact]
    public async Task VerifyAsync_UnknownKeys_CauseOneFetchPerInterval()
    {
        await using var other = await SignetTestServer.StartAsync(new SignetTestServerOptions { Issuer = _signet.Issuer });
        var forged = await other.IssueAsync(await other.CreateAccountAsync("builder"), audience: "orders");
        await _verifier.VerifyAsync((await IssueAsync()).Value);

        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await _verifier.VerifyAsync(forged.Value));
        }

        Assert.Equal(1, await FetchesAsync());
        _signet.Time.Advance(TokenVerifier.MinRefreshInterval);
        Assert.Null(await _verifier.VerifyAsync(forged.Value));
        Assert.Null(await _verifier.VerifyAsync(forged.Value));
        Assert.Equal(2, await FetchesAsync());
    }

    [Fact]
    public async Task VerifyAsync_RevokedKey_IsRefusedWhenTheCacheEnds()
    {
        var token = await IssueAsync();
        Assert.NotNull(await _verifier.VerifyAsync(token.Value));

        await _signet.RevokeKeyAsync(token.KeyId);

        // A cached JWKS still has it. The max-age of an hour bounds how long.
        Assert.NotNull(await _verifier.VerifyAsync(token.Value));
        _signet.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await _verifier.VerifyAsync(token.Value));
    }

    [Fact]
    public async Task VerifyAsync_ExpiredToken_IsRefused()
    {
        var token = await IssueAsync();
        Assert.NotNull(await _verifier.VerifyAsync(token.Value));

        _signet.Time.Advance(TimeSpan.FromDays(2));

        Assert.Null(await _verifier.VerifyAsync(token.Value));
    }

    [Fact]
    public async Task VerifyAsync_SlowIssuer_GivesUpWithItsCaller()
    {
        using var fault = _signet.Faults.Delay(TimeSpan.FromMinutes(1), path: "*/openid/v1/jwks");
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var token = await IssueAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _verifier.VerifyAsync(token.Value, limit.Token));
    }

    private Task<IssuedToken> IssueAsync() => _signet.IssueAsync(_account, audience: "orders", lifetime: TimeSpan.FromHours(30));

    private async Task<int> FetchesAsync() => (await _signet.Requests.ReadAsync()).Count(request => request.Path == "/openid/v1/jwks");
}
