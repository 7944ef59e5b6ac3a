using Signet.Server.Controllers.Keys;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers.Keys;

/// <summary>
/// The keys of an external signer are fetched after its hint and 10 s after a failure, and operators are told. <c>ExternalKeysTests</c> has the fetches
/// themselves: shared by those who wait, at most one in a second.
/// </summary>
public sealed class RemoteKeyFollowerTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly SteppedTime _time = new(Start);
    private readonly ScriptedLogger _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StubRemoteKeys _keys;
    private readonly RemoteKeyFollower _follower;
    private readonly Task _running;

    public RemoteKeyFollowerTests()
    {
        _keys = new StubRemoteKeys(_time, TimeSpan.FromSeconds(300));
        _follower = new RemoteKeyFollower(_keys, _time, new LoggerOf<RemoteKeyFollower>(_log));
        _running = _follower.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_FetchesSucceed_OneAfterEachHint()
    {
        await _time.StepUntilAsync(() => _keys.Fetches.Count == 3);

        Assert.Equal([300, 600, 900], FetchSeconds());
        Assert.Empty(_log.Entries);
        Assert.DoesNotContain("fails", _follower.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FetchesFail_AreRepeatedAfter10SecondsAndToldOnce()
    {
        _keys.Fault = "the signer is away";
        await _time.StepUntilAsync(() => _keys.Fetches.Count == 4);

        Assert.Equal([300, 310, 320, 330], FetchSeconds());
        var (_, id, message) = Assert.Single(_log.Entries);
        Assert.Equal(5170, id);
        Assert.Contains("the signer is away", message, StringComparison.Ordinal);
        Assert.Contains("fetching them fails since 2027-01-15T08:05:00Z", _follower.Remark, StringComparison.Ordinal);

        _keys.Fault = null;
        await _time.StepUntilAsync(() => _keys.Fetches.Count == 6);
        Assert.Equal([340, 640], FetchSeconds().Skip(4));
        Assert.Equal([5170, 5171], _log.Entries.Select(entry => entry.Id));
        Assert.DoesNotContain("fails", _follower.Remark, StringComparison.Ordinal);
    }

    /// <summary>A token with an unknown key id has caused a fetch.</summary>
    [Fact]
    public async Task Run_RequestFetches_TheNextOneIsDueAfterItsHint()
    {
        await _time.StepUntilAsync(() => _time.GetUtcNow() >= Start + TimeSpan.FromSeconds(200));
        await _keys.RefetchAsync(default);
        var requested = Assert.Single(FetchSeconds());

        await _time.StepUntilAsync(() => _keys.Fetches.Count == 2);

        Assert.Equal(requested + 300, FetchSeconds()[1]);
    }

    /// <summary>A failure that a request has met is told, too, and the next fetch comes 10 s after it.</summary>
    [Fact]
    public async Task Run_FetchOfARequestFails_IsToldAndRepeated()
    {
        await _time.StepUntilAsync(() => _time.GetUtcNow() >= Start + TimeSpan.FromSeconds(100));
        _keys.Fault = "the signer is away";
        await _keys.RefetchAsync(default);
        var requested = Assert.Single(FetchSeconds());

        await _time.StepUntilAsync(() => _keys.Fetches.Count == 2);

        Assert.Equal(requested + 10, FetchSeconds()[1]);
        Assert.Equal([5170], _log.Entries.Select(entry => entry.Id));
    }

    private List<int> FetchSeconds() => [.. _keys.Fetches.Select(time => (int)(time - Start).TotalSeconds)];
}
