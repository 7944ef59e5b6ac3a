using System.Net;

namespace Signet.TestHost.Tests;

public sealed class TokenTests : IAsyncLifetime
{
    private SignetTestServer _signet = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);

    public ValueTask DisposeAsync() => _signet.DisposeAsync();

    [Fact]
    public async Task IssueAsync_AudienceAndLifetime_AreThoseOfTheToken()
    {
        var account = await _signet.CreateAccountAsync("builder", "ci", Cancellation);

        var token = await _signet.IssueAsync(account, audience: "orders", lifetime: TimeSpan.FromMinutes(20), cancellationToken: Cancellation);

        var claims = token.ReadClaims();
        Assert.Equal(("orders", account.UserName, token.Id), ((string?)claims["aud"]?[0], (string?)claims["sub"], (string?)claims["jti"]));
        Assert.Equal(1200, (long?)claims["exp"] - (long?)claims["iat"]);
        Assert.Equal(token.ExpiresAt.ToUnixTimeSeconds(), (long?)claims["exp"]);
        Assert.Equal(Assert.Single(await _signet.ListKeysAsync(Cancellation)).KeyId, token.KeyId);
        Assert.DoesNotContain(token.Value, token.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IssueForAudiencesAsync_SeveralAudiences_EachIsAccepted()
    {
        var account = await _signet.CreateAccountAsync("builder");

        var token = await _signet.IssueForAudiencesAsync(account, ["orders", "billing"], cancellationToken: Cancellation);

        Assert.Equal(["billing"], (await _signet.ReviewAsync(token.Value, "billing", Cancellation)).Audiences);
        Assert.Equal(account.UserName, (await _signet.ReviewAsync(token.Value, "orders", Cancellation)).UserName);
        var refused = await _signet.ReviewAsync(token.Value, "shipping", Cancellation);
        Assert.False(refused.IsAuthenticated);
        Assert.NotNull(refused.Error);
    }

    [Fact]
    public async Task IssueAsync_TooShort_ThrowsTheMessageOfTheServer()
    {
        var account = await _signet.CreateAccountAsync("builder");

        var refused = await Assert.ThrowsAsync<SignetTestException>(() => _signet.IssueAsync(account, lifetime: TimeSpan.FromSeconds(1)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("may not specify a duration less than 10 minutes", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pod")]
    [InlineData("Secret")]
    [InlineData("Node")]
    public async Task DeleteAsync_BoundObject_EndsTheToken(string kind)
    {
        var account = await _signet.CreateAccountAsync("builder", "ci", Cancellation);
        var bound = kind switch
        {
            "Pod" => await _signet.CreatePodAsync(account, "runner", cancellationToken: Cancellation),
            "Secret" => await _signet.CreateSecretAsync("build-42", "ci", Cancellation),
            _ => await _signet.CreateNodeAsync("worker", Cancellation),
        };
        var token = await _signet.IssueAsync(account, boundTo: bound, cancellationToken: Cancellation);
        var other = await _signet.IssueAsync(account, cancellationToken: Cancellation);
        Assert.True((await _signet.ReviewAsync(token.Value, cancellationToken: Cancellation)).IsAuthenticated);

        await _signet.DeleteAsync(bound, Cancellation);

        Assert.False((await _signet.ReviewAsync(token.Value, cancellationToken: Cancellation)).IsAuthenticated);
        Assert.True((await _signet.ReviewAsync(other.Value, cancellationToken: Cancellation)).IsAuthenticated);
    }

    [Fact]
    public async Task DeleteAsync_PodOnANode_EndsTheToken()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var node = await _signet.CreateNodeAsync("worker", Cancellation);
        var pod = await _signet.CreatePodAsync(account, "runner", node, Cancellation);
        var token = await _signet.IssueAsync(account, boundTo: pod, cancellationToken: Cancellation);
        Assert.Equal("worker", (string?)token.ReadClaims()["kubernetes.io"]?["node"]?["name"]);

        await _signet.DeleteAsync(pod, Cancellation);

        Assert.False((await _signet.ReviewAsync(token.Value, cancellationToken: Cancellation)).IsAuthenticated);
    }

    [Fact]
    public async Task DeleteAsync_AccountMadeAgain_EndsTheTokensOfTheFirst()
    {
        var first = await _signet.CreateAccountAsync("builder");
        var token = await _signet.IssueAsync(first, cancellationToken: Cancellation);

        await _signet.DeleteAsync(first, Cancellation);
        var second = await _signet.CreateAccountAsync("builder");

        Assert.NotEqual(first.Uid, second.Uid);
        Assert.False((await _signet.ReviewAsync(token.Value, cancellationToken: Cancellation)).IsAuthenticated);
        Assert.True((await _signet.ReviewAsync((await _signet.IssueAsync(second)).Value, cancellationToken: Cancellation)).IsAuthenticated);
    }

    [Fact]
    public async Task CreateAccountAsync_Exists_IsThatAccount() =>
        Assert.Equal((await _signet.CreateAccountAsync("builder")).Uid, (await _signet.CreateAccountAsync("builder")).Uid);
}
