namespace Signet.Client.Tests;

/// <summary>The lifetime of a token when clocks differ or change.</summary>
public sealed class ClockTests
{
    private readonly FakeApiServer _server = new();

    [Theory]
    [InlineData(-120, true, true)]
    [InlineData(120, true, true)]
    [InlineData(120, true, false)]
    [InlineData(120, false, true)]
    [InlineData(0, false, false)]
    public async Task GetToken_ServerHasAnotherTime_TokenIsUsedForItsLifetime(int minutesAhead, bool hasIssuedAt, bool hasDate)
    {
        (_server.Skew, _server.HasIssuedAt, _server.HasDate) = (TimeSpan.FromMinutes(minutesAhead), hasIssuedAt, hasDate);
        await using var source = _server.Source();
        var token = await source.GetTokenAsync();
        _server.Answer = (_, _) => throw new HttpRequestException("connection refused");

        _server.Time.Advance(_server.Lifetime - TimeSpan.FromSeconds(11));
        Assert.Same(token, await source.GetTokenAsync());
        _server.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<TokenRequestException>(() => source.GetTokenAsync().AsTask());
    }

    /// <summary>A machine that slept: timestamps have not counted the time.</summary>
    [Fact]
    public async Task GetToken_TimeOfDayJumpsAhead_TokenIsReplaced()
    {
        var time = new AdjustedTime(_server.Time);
        await using var source = _server.Source(time: time);
        var token = await source.GetTokenAsync();

        time.Adjust(_server.Lifetime);

        Assert.NotEqual(token.Value, (await source.GetTokenAsync()).Value);
    }

    [Fact]
    public async Task GetToken_TimeOfDayIsSetBack_TokenStillEnds()
    {
        var time = new AdjustedTime(_server.Time);
        await using var source = _server.Source(time: time);
        var token = await source.GetTokenAsync();

        time.Adjust(TimeSpan.FromHours(-5));
        _server.Time.Advance(_server.Lifetime);

        Assert.NotEqual(token.Value, (await source.GetTokenAsync()).Value);
    }
}
