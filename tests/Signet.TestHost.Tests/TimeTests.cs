using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Signet.TestHost.Tests;

public sealed class TimeTests : IAsyncLifetime
{
    private SignetTestServer _signet = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _signet = await SignetTestServer.StartAsync(cancellationToken: Cancellation);

    public ValueTask DisposeAsync() => _signet.DisposeAsync();

    [Fact]
    public async Task Advance_PastTheLifetime_ExpiresTheToken()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var token = await _signet.IssueAsync(account, lifetime: TimeSpan.FromMinutes(30), cancellationToken: Cancellation);

        _signet.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.True((await _signet.ReviewAsync(token.Value, cancellationToken: Cancellation)).IsAuthenticated);
        _signet.Time.Advance(TimeSpan.FromMinutes(12));

        Assert.False((await _signet.ReviewAsync(token.Value, cancellationToken: Cancellation)).IsAuthenticated);
        Assert.Equal(TimeSpan.FromMinutes(32), _signet.Time.Ahead);
    }

    [Fact]
    public async Task Advance_RotationIsDue_TheNextRequestSeesItsStages()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var first = (await _signet.IssueAsync(account, cancellationToken: Cancellation)).KeyId;
        Assert.Equal([first], await PublishedAsync());

        _signet.Time.Advance(TimeSpan.FromDays(29.5));
        var published = await PublishedAsync();
        Assert.Equal(2, published.Count);
        Assert.Equal(first, (await _signet.IssueAsync(account, cancellationToken: Cancellation)).KeyId);

        _signet.Time.Advance(TimeSpan.FromDays(1));
        var second = (await _signet.IssueAsync(account, cancellationToken: Cancellation)).KeyId;

        Assert.Equal(published.Except([first]), [second]);
        Assert.Contains(first, await PublishedAsync());
    }

    [Fact]
    public async Task Advance_AsFarAsItGoes_ClientsStillConnect()
    {
        _signet.Time.Advance(TimeSpan.FromDays(400));
        _signet.Time.Advance(TimeSpan.FromDays(140));
        using var client = _signet.CreateClient();

        Assert.NotEmpty(await PublishedAsync());
        (await client.GetAsync("/api/v1/namespaces", Cancellation)).EnsureSuccessStatusCode();
        Assert.Throws<ArgumentOutOfRangeException>(() => _signet.Time.Advance(TimeSpan.FromTicks(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _signet.Time.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task Advance_Timers_AreDueEarlier()
    {
        var due = new TaskCompletionSource();
        await using var timer = _signet.Time.CreateTimer(_ => due.TrySetResult(), null, TimeSpan.FromDays(2), Timeout.InfiniteTimeSpan);

        _signet.Time.Advance(TimeSpan.FromDays(1));
        Assert.False(due.Task.IsCompleted);
        _signet.Time.Advance(TimeSpan.FromDays(1));

        await due.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    [Fact]
    public async Task RotateKeysAsync_Default_SignsAfterThePublicationLead()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var first = await _signet.IssueAsync(account, cancellationToken: Cancellation);

        var next = await _signet.RotateKeysAsync(cancellationToken: Cancellation);

        Assert.Equal("Next", next.State);
        Assert.InRange(next.SignsFrom!.Value - _signet.Time.GetUtcNow(), TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.Equal(new[] { first.KeyId, next.KeyId }.Order(), (await PublishedAsync()).Order());
        Assert.Equal(first.KeyId, (await _signet.IssueAsync(account, cancellationToken: Cancellation)).KeyId);
        _signet.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        Assert.Equal(next.KeyId, (await _signet.IssueAsync(account, cancellationToken: Cancellation)).KeyId);
    }

    [Fact]
    public async Task RotateKeysAsync_Immediately_SignsAtOnceAndFormerTokensStayValid()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var first = await _signet.IssueAsync(account, cancellationToken: Cancellation);

        var next = await _signet.RotateKeysAsync(immediately: true, Cancellation);

        Assert.Equal("Current", next.State);
        Assert.Equal(next.KeyId, (await _signet.IssueAsync(account, cancellationToken: Cancellation)).KeyId);
        Assert.True((await _signet.ReviewAsync(first.Value, cancellationToken: Cancellation)).IsAuthenticated);
    }

    [Fact]
    public async Task RevokeKeyAsync_CurrentKey_ItsTokensAreRefusedAndAnotherKeySigns()
    {
        var account = await _signet.CreateAccountAsync("builder");
        var token = await _signet.IssueAsync(account, cancellationToken: Cancellation);

        await _signet.RevokeKeyAsync(token.KeyId, Cancellation);

        Assert.False((await _signet.ReviewAsync(token.Value, cancellationToken: Cancellation)).IsAuthenticated);
        var after = await _signet.IssueAsync(account, cancellationToken: Cancellation);
        Assert.NotEqual(token.KeyId, after.KeyId);
        Assert.Equal([after.KeyId], await PublishedAsync());
    }

    private async Task<IReadOnlyList<string>> PublishedAsync()
    {
        using var client = new HttpClient(_signet.CreateHandler());
        var document = await client.GetFromJsonAsync<JsonNode>($"{_signet.Issuer}/openid/v1/jwks", Cancellation);
        return [.. document!["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];
    }
}
