using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Signet.Core.Metrics;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Testing;
using Signet.Tests.Controllers.Keys;

namespace Signet.Tests.Signing.External;

/// <summary>Fetched keys: one bad key fails an answer, and the keys before it stay; fetches are shared and limited.</summary>
public sealed class ExternalKeysTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private FaultySigner _signer = null!;
    private ExternalKeys _keys = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Invalid answers, by what is wrong with them.</summary>
    public static TheoryData<string> Faults { get; } =
    [
        "no keys", "hint 0", "hint negative", "empty key id", "long key id", "not a key", "bytes behind the key", "unsupported curve", "one id, two keys", "only excluded keys",
    ];

    public async ValueTask InitializeAsync()
    {
        _signer = await FaultySigner.StartAsync(_folder.File("s"));
        _keys = new ExternalKeys(new ExternalSignerClient(SignerAddress.TryParse(_signer.Path)!, _time), _signer.Answer(), TimeSpan.FromHours(1), _time);
    }

    public async ValueTask DisposeAsync()
    {
        _keys.Dispose();
        await _signer.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Refetch_InvalidAnswer_FormerKeysStayAndTheNextValidOneCounts(string fault)
    {
        var before = _keys.Ring.Current;
        _signer.Keys = () => Invalid(fault);

        await RefetchAsync();

        Assert.Same(before, _keys.Ring.Current);
        Assert.Contains("the answer is invalid", _keys.Status.Fault, StringComparison.Ordinal);
        Assert.Equal(_keys.Status.FailingSince + TimeSpan.FromSeconds(10), _keys.Status.NextFetchAt);

        _signer.Signer = TestKeyRing.NewSigner("second");
        _signer.Keys = _signer.Answer;
        await RefetchAsync();

        Assert.Equal(["second"], _keys.Ring.Current.Keys.Select(key => key.KeyId));
        Assert.Null(_keys.Status.Fault);
        Assert.Null(_keys.Status.FailingSince);
        Assert.Equal(_keys.Status.FetchedAt + TimeSpan.FromSeconds(300), _keys.Status.NextFetchAt);
    }

    [Fact]
    public async Task Count_Calls_AreCountedByTheirCode()
    {
        using var metrics = new MetricSet();
        _keys.Count(metrics);

        await RefetchAsync();

        var families = metrics.Collect().ToDictionary(family => family.Description.Name, family => family.Points);
        var fetched = Assert.Single(families["apiserver_externaljwt_fetch_keys_request_total"]);
        Assert.Equal(("OK", 1.0), (fetched.Labels[0], fetched.Value));
        Assert.Equal(["FetchKeys", "OK"], Assert.Single(families["apiserver_externaljwt_request_duration_seconds"]).Labels);
        Assert.Equal(_keys.Status.FetchedAt.ToUnixTimeSeconds(), Assert.Single(families["apiserver_externaljwt_fetch_keys_success_timestamp"]).Value);
        Assert.Empty(families["apiserver_externaljwt_sign_request_total"]);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Open_InvalidFirstAnswer_Throws(string fault)
    {
        using var client = new ExternalSignerClient(SignerAddress.TryParse(_signer.Path)!, _time);

        var failed = Assert.Throws<ExternalSignerException>(() => new ExternalKeys(client, Invalid(fault), TimeSpan.FromHours(1), _time));

        Assert.False(failed.IsTransient);
    }

    [Fact]
    public async Task Refetch_SignerAway_FormerKeysStay()
    {
        var before = _keys.Ring.Current;
        await _signer.DisposeAsync();

        await RefetchAsync();

        Assert.Same(before, _keys.Ring.Current);
        Assert.Contains("Unavailable", _keys.Status.Fault, StringComparison.Ordinal);
        Assert.InRange(_keys.Status.FailingSince!.Value, _keys.Status.FetchedAt, _time.GetUtcNow());
    }

    [Fact]
    public async Task Refetch_SameKeys_SameSnapshot()
    {
        var before = _keys.Ring.Current;

        await RefetchAsync();

        Assert.Equal(1, _signer.Fetches);
        Assert.Same(before, _keys.Ring.Current);
    }

    [Fact]
    public async Task Refetch_ExcludedKey_VerifiesAndIsNotInTheKeySet()
    {
        var legacy = TestKeyRing.NewSigner("legacy");
        _signer.Keys = () => FaultySigner.AnswerOf(FaultySigner.KeyOf(_signer.Signer), FaultySigner.KeyOf(legacy, isExcluded: true));

        await RefetchAsync();

        var ring = _keys.Ring.Current;
        Assert.True(ring.Find("legacy")!.VerifiesAt(_time.GetUtcNow()));
        Assert.Equal(["first"], ring.At(_time.GetUtcNow()).Published.Select(key => key.KeyId));
        Assert.Equal(TimeSpan.FromSeconds(300), ring.MaxAge);
    }

    /// <summary>Callers that arrive while a fetch waits for its second share it.</summary>
    [Fact]
    public async Task Refetch_ManyCallers_OneFetchInASecond()
    {
        var calls = Enumerable.Range(0, 50).Select(_ => _keys.RefetchAsync(Cancellation)).ToList();
        Assert.Equal(0, _signer.Fetches);

        await UntilAsync(Task.WhenAll(calls));
        Assert.Equal(1, _signer.Fetches);

        var next = _keys.RefetchAsync(Cancellation);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(next.IsCompleted);
        Assert.Equal(1, _signer.Fetches);
        await UntilAsync(next);
        Assert.Equal(2, _signer.Fetches);
    }

    [Fact]
    public async Task Refresh_OtherSnapshotInForce_DoesNotFetch()
    {
        var before = _keys.Ring.Current;
        _keys.Ring.Replace(TestKeyRing.Snapshot(TestKeyRing.NewSigner()));

        Assert.True(await _keys.Ring.RefreshAsync(before, Cancellation));
        Assert.Equal(0, _signer.Fetches);
    }

    [Fact]
    public async Task Refetch_CallerGivesUp_OthersAreServed()
    {
        using var impatient = new CancellationTokenSource();
        var first = _keys.RefetchAsync(impatient.Token);
        var second = _keys.RefetchAsync(Cancellation);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await UntilAsync(second);
        Assert.Equal(1, _signer.Fetches);
    }

    [Fact]
    public async Task Refetch_StatusOfTheSigner_IsInTheFault()
    {
        _signer.Keys = () => throw new RpcException(new Status(StatusCode.Internal, "no keys today"));

        await RefetchAsync();

        Assert.Contains("FetchKeys: ", _keys.Status.Fault, StringComparison.Ordinal);
        Assert.Contains("answered Internal: \"no keys today\"", _keys.Status.Fault, StringComparison.Ordinal);
    }

    private Task RefetchAsync() => UntilAsync(_keys.RefetchAsync(Cancellation));

    private async Task UntilAsync(Task fetch)
    {
        await _time.StepUntilCompletedAsync(fetch);
        await fetch;
    }

    private FetchKeysResponse Invalid(string fault)
    {
        var (good, answer) = (FaultySigner.KeyOf(_signer.Signer), _signer.Answer());
        var bad = good.Clone();
        switch (fault)
        {
            case "no keys":
                answer.Keys.Clear();
                return answer;
            case "hint 0":
                answer.RefreshHintSeconds = 0;
                return answer;
            case "hint negative":
                answer.RefreshHintSeconds = -1;
                return answer;
            case "only excluded keys":
                return FaultySigner.AnswerOf(FaultySigner.KeyOf(_signer.Signer, isExcluded: true));
            case "empty key id":
                bad.KeyId = "";
                break;
            case "long key id":
                bad.KeyId = new string('k', 1023) + "é";
                break;
            case "not a key":
                (bad.KeyId, bad.Key_) = ("bad", ByteString.CopyFrom(1, 2, 3));
                break;
            case "bytes behind the key":
                (bad.KeyId, bad.Key_) = ("bad", ByteString.CopyFrom([.. good.Key_.Span, 0]));
                break;
            case "unsupported curve":
                using (var key = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1")))
                {
                    (bad.KeyId, bad.Key_) = ("bad", ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()));
                }

                break;
            case "one id, two keys":
                bad = FaultySigner.KeyOf(TestKeyRing.NewSigner(), good.KeyId);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }

        return FaultySigner.AnswerOf(good, bad);
    }
}
