using Signet.Core.Resources.Kinds;
using Signet.Core.Signing.Ring;
using Signet.Server.Authentication;
using Signet.Server.Authorization.Streams;
using Signet.Server.Http.Requests;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Authorization.Streams;

/// <summary>When running streams are checked, and when not.</summary>
public sealed class RunningStreamsTests : IAsyncDisposable
{
    private readonly LocalJwtSigner _signer = TestKeyRing.NewSigner();
    private readonly KeyRing _ring;
    private readonly StreamBench _bench;
    private object _keys = new();

    public RunningStreamsTests()
    {
        _ring = TestKeyRing.Of(_signer);
        _bench = new StreamBench([_ => _keys, now => _ring.Current.At(now)]);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Sweep_NothingChanged_ChecksOnlyOnce()
    {
        var streams = await _bench.CreateAsync();
        var access = StreamBench.Begin(streams);
        for (var i = 0; i < 10; i++)
        {
            await streams.SweepAsync(default);
            _bench.Running.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(1, _bench.Tokens.Asked);
        Assert.Null(access.Error);
    }

    [Fact]
    public async Task Sweep_ChangesThatRevokeNothing_ChecksNothing()
    {
        var streams = await _bench.CreateAsync();
        StreamBench.Begin(streams);
        await streams.SweepAsync(default);

        await _bench.Running.PutAsync(KubernetesKinds.Pods, "default", "new", "pod-uid", ",\"spec\":{\"serviceAccountName\":\"x\",\"nodeName\":\"n\"}");
        await _bench.Running.PutAsync(KubernetesKinds.Pods, "default", "new", "pod-uid", ",\"spec\":{\"serviceAccountName\":\"x\",\"nodeName\":\"n\"},\"status\":{\"phase\":\"Running\"}");
        await _bench.Running.PutAsync(KubernetesKinds.ServiceAccounts, "default", "new", "account-uid");
        await _bench.Running.PutAsync(KubernetesKinds.ConfigMaps, "default", "new", "map-uid");
        await _bench.Running.DeleteAsync(KubernetesKinds.ConfigMaps, "default", "new");
        await streams.SweepAsync(default);

        Assert.Equal(1, _bench.Tokens.Asked);
    }

    [Fact]
    public async Task Sweep_KeysSwapped_ChecksAgainAndEndsRefusedStreams()
    {
        var streams = await _bench.CreateAsync();
        var access = StreamBench.Begin(streams);
        await streams.SweepAsync(default);
        _keys = new object();
        _bench.Tokens.Answer = new TokenAuthentication.Rejected("invalid signature, no keys found");

        await streams.SweepAsync(default);

        Assert.Equal(410, access.Error!.Code);
        Assert.Equal("Expired", access.Error.Reason.ToString());
        Assert.Equal("invalid signature, no keys found", access.Reason);
        Assert.True(access.Ended.IsCancellationRequested);
    }

    /// <summary>No snapshot is swapped: the validity window of a key ends.</summary>
    [Fact]
    public async Task Sweep_KeyWindowEnds_ChecksAgainFromThatSecond()
    {
        var definition = TestKeyRing.Define(_signer);
        var ending = TestKeyRing.KeyOf(TestKeyRing.NewSigner("ending")) with { VerifiesUntil = _bench.Running.Time.GetUtcNow().AddSeconds(60) };
        _ring.Replace(new KeyRingSnapshot(definition with { Keys = [.. definition.Keys, ending] }));
        var streams = await _bench.CreateAsync();
        var access = StreamBench.Begin(streams);
        await streams.SweepAsync(default);
        _bench.Tokens.Answer = new TokenAuthentication.Rejected("invalid signature, no keys found");

        _bench.Running.Time.Advance(TimeSpan.FromSeconds(59));
        await streams.SweepAsync(default);
        Assert.Null(access.Error);
        _bench.Running.Time.Advance(TimeSpan.FromSeconds(1));
        await streams.SweepAsync(default);

        Assert.Equal(410, access.Error!.Code);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public async Task Sweep_CredentialExpires_EndsAtThatSecondWithoutACheck(int seconds, bool ends)
    {
        var streams = await _bench.CreateAsync();
        _bench.Tokens.Answer = StreamBench.Good(new CredentialLifetime(_bench.Running.Time.GetUtcNow().ToUnixTimeSeconds() + 100));
        var access = StreamBench.Begin(streams);
        await streams.SweepAsync(default);

        _bench.Running.Time.Advance(TimeSpan.FromSeconds(seconds));
        await streams.SweepAsync(default);

        Assert.Equal(ends, access.Error is not null);
        Assert.Equal(1, _bench.Tokens.Asked);
    }

    [Fact]
    public async Task Sweep_WebhookResponseExpires_ChecksAgainThenAndNotBefore()
    {
        var streams = await _bench.CreateAsync();
        CredentialLifetime Lifetime() => new(0, _bench.Running.Time.GetUtcNow().ToUnixTimeSeconds() + 120);
        _bench.Tokens.Answer = StreamBench.Good(Lifetime());
        var access = StreamBench.Begin(streams);
        await streams.SweepAsync(default);
        _bench.Running.Time.Advance(TimeSpan.FromSeconds(119));
        await streams.SweepAsync(default);
        Assert.Equal(1, _bench.Tokens.Asked);

        _bench.Tokens.Answer = StreamBench.Good(Lifetime());
        _bench.Running.Time.Advance(TimeSpan.FromSeconds(1));
        await streams.SweepAsync(default);
        await streams.SweepAsync(default);
        Assert.Equal(2, _bench.Tokens.Asked);
        Assert.Null(access.Error);

        _bench.Tokens.Answer = TokenAuthentication.Unknown.Instance;
        _bench.Running.Time.Advance(TimeSpan.FromSeconds(120));
        await streams.SweepAsync(default);
        Assert.NotNull(access.Error);
    }

    [Fact]
    public async Task Sweep_AuthorizationWebhook_ChecksAgainAtItsInterval()
    {
        var streams = await _bench.CreateAsync(new StreamOptions(TimeSpan.FromMinutes(5)));
        StreamBench.Begin(streams);
        await streams.SweepAsync(default);
        _bench.Running.Time.Advance(TimeSpan.FromSeconds(299));
        await streams.SweepAsync(default);
        Assert.Equal(1, _bench.Tokens.Asked);

        _bench.Running.Time.Advance(TimeSpan.FromSeconds(1));
        await streams.SweepAsync(default);
        Assert.Equal(2, _bench.Tokens.Asked);
    }

    [Fact]
    public async Task Sweep_ObjectBeingDeleted_IsCheckedAfterDeletionTimeAndLeeway()
    {
        var streams = await _bench.CreateAsync();
        StreamBench.Begin(streams);
        await _bench.Running.PutAsync(KubernetesKinds.Pods, "default", "p", "uid");
        await streams.SweepAsync(default);
        var deletion = _bench.Running.Time.GetUtcNow().AddSeconds(30);
        await _bench.Running.PutAsync(KubernetesKinds.Pods, "default", "p", "uid", moreMetadata: $",\"deletionTimestamp\":\"{deletion:yyyy-MM-ddTHH:mm:ssZ}\"");
        await streams.SweepAsync(default);
        var asked = _bench.Tokens.Asked;

        _bench.Running.Time.Advance(TimeSpan.FromSeconds(90));
        await streams.SweepAsync(default);
        Assert.Equal(asked, _bench.Tokens.Asked);
        _bench.Running.Time.Advance(TimeSpan.FromSeconds(1));
        await streams.SweepAsync(default);
        Assert.Equal(asked + 1, _bench.Tokens.Asked);
    }

    [Fact]
    public async Task Sweep_AuthenticatorPending_DoesNotDelayOthersAndIsCalledOnce()
    {
        var streams = await _bench.CreateAsync();
        var slow = new TaskCompletionSource<TokenAuthentication>(TaskCreationOptions.RunContinuationsAsynchronously);
        _bench.Tokens.Pending = slow.Task;
        var first = StreamBench.Begin(streams);
        var sweep = streams.SweepAsync(default);
        Assert.False(sweep.IsCompleted);

        _bench.Tokens.Pending = null;
        _bench.Tokens.Answer = TokenAuthentication.Unknown.Instance;
        var second = StreamBench.Begin(streams);
        await streams.SweepAsync(default);
        Assert.NotNull(second.Error);
        Assert.Null(first.Error);
        Assert.Equal(2, _bench.Tokens.Asked);

        slow.SetResult(new TokenAuthentication.Rejected("gone"));
        await sweep.WaitAsync(Patience.Limit);
        Assert.Equal("gone", first.Reason);
    }

    [Fact]
    public async Task Sweep_CheckFails_EndsTheStream()
    {
        var streams = await _bench.CreateAsync();
        _bench.Tokens.Pending = Task.FromException<TokenAuthentication>(new InvalidOperationException("broken"));
        var access = StreamBench.Begin(streams);

        await streams.SweepAsync(default);

        Assert.Equal("the access could not be checked", access.Reason);
    }

    [Fact]
    public async Task Sweep_AuthenticatorTimesOut_EndsTheStream()
    {
        var streams = await _bench.CreateAsync();
        _bench.Tokens.Pending = Task.FromException<TokenAuthentication>(new TaskCanceledException("the request timed out"));
        var access = StreamBench.Begin(streams);

        await streams.SweepAsync(default);

        Assert.Equal("the access could not be checked", access.Reason);
    }

    [Fact]
    public async Task Sweep_AuthenticatorNeverAnswers_EndsTheStreamAtTheLimitOfACheck()
    {
        var streams = await _bench.CreateAsync();
        _bench.Tokens.Pending = new TaskCompletionSource<TokenAuthentication>().Task;
        var access = StreamBench.Begin(streams);
        var sweep = streams.SweepAsync(default);

        _bench.Running.Time.Advance(RunningStreams.CheckLimit - TimeSpan.FromTicks(1));
        Assert.Null(access.Error);
        _bench.Running.Time.Advance(TimeSpan.FromTicks(1));
        await sweep.WaitAsync(Patience.Limit);

        Assert.Equal("the access could not be checked", access.Reason);
    }

    [Fact]
    public async Task Sweep_CredentialExpiresDuringACheck_EndsTheStreamAtThatSecond()
    {
        var streams = await _bench.CreateAsync();
        _bench.Tokens.Answer = StreamBench.Good(new CredentialLifetime(_bench.Running.Time.GetUtcNow().ToUnixTimeSeconds() + 10));
        var access = StreamBench.Begin(streams);
        await streams.SweepAsync(default);
        _keys = new object();
        _bench.Tokens.Pending = new TaskCompletionSource<TokenAuthentication>().Task;
        var hanging = streams.SweepAsync(default);
        Assert.Equal(2, _bench.Tokens.Asked);

        _bench.Running.Time.Advance(TimeSpan.FromSeconds(10));
        await streams.SweepAsync(default);

        Assert.Equal("the credential has expired", access.Reason);
        Assert.False(hanging.IsCompleted);
    }

    [Fact]
    public async Task Sweep_ServerStopsDuringACheck_CompletesAndEndsNoStream()
    {
        var streams = await _bench.CreateAsync();
        using var stop = new CancellationTokenSource();
        _bench.Tokens.Pending = new TaskCompletionSource<TokenAuthentication>().Task;
        var access = StreamBench.Begin(streams);
        var sweep = streams.SweepAsync(stop.Token);

        await stop.CancelAsync();
        await sweep.WaitAsync(Patience.Limit);

        Assert.Null(access.Error);
    }

    /// <summary>The answer of a webhook holds for two minutes by the clock. A clock that is set back must not make days of them.</summary>
    [Fact]
    public async Task Sweep_ClockSetBack_ChecksAgainAtOnceAndThenAtAnInterval()
    {
        var streams = await _bench.CreateAsync();
        var begun = _bench.Running.Time.GetUtcNow();
        _bench.Tokens.Answer = StreamBench.Good(new CredentialLifetime(0, begun.ToUnixTimeSeconds() + 120));
        StreamBench.Begin(streams);
        await streams.SweepAsync(default);
        Assert.Equal(1, _bench.Tokens.Asked);

        _bench.Running.Time.AdjustTime(begun.AddDays(-1));
        await streams.SweepAsync(default);
        await streams.SweepAsync(default);
        Assert.Equal(2, _bench.Tokens.Asked);

        for (var seconds = 0; seconds < 60; seconds++)
        {
            _bench.Running.Time.Advance(TimeSpan.FromSeconds(1));
            await streams.SweepAsync(default);
        }

        Assert.Equal(2 + (60 / (int)AccessChanges.RecheckInterval.TotalSeconds), _bench.Tokens.Asked);

        _bench.Running.Time.AdjustTime(begun.AddSeconds(1));
        await streams.SweepAsync(default);
        var asked = _bench.Tokens.Asked;
        _bench.Running.Time.Advance(AccessChanges.RecheckInterval);
        await streams.SweepAsync(default);
        Assert.Equal(asked, _bench.Tokens.Asked);
    }

    [Fact]
    public async Task End_StreamSent_IsUnregistered()
    {
        var streams = await _bench.CreateAsync();
        var stream = streams.Begin(StreamBench.Request());
        Assert.Equal(1, streams.Count);

        streams.End(stream);

        Assert.Equal(0, streams.Count);
        await streams.SweepAsync(default);
        Assert.Equal(0, _bench.Tokens.Asked);
    }

    [Fact]
    public async Task Sweep_IdleStreams_AllocatesNothingForEach()
    {
        var streams = await _bench.CreateAsync();
        for (var i = 0; i < 1_000; i++)
        {
            StreamBench.Begin(streams);
        }

        await streams.SweepAsync(default);

        // The allocation of the dictionary's enumerator.
        Assert.InRange(AllocationMeter.Measure(() => Assert.True(streams.SweepAsync(default).IsCompletedSuccessfully)), 0, 200);
        Assert.Equal(1_000, _bench.Tokens.Asked);
    }
}
