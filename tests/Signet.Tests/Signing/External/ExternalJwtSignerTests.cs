using System.Text;
using Grpc.Core;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Signing.Local;
using Signet.Testing;
using Signet.Tests.Controllers.Keys;

namespace Signet.Tests.Signing.External;

/// <summary>The checks of what an external signer returns: those of kube-apiserver one by one, and the signature.</summary>
public sealed class ExternalJwtSignerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly LocalJwtSigner _excluded = TestKeyRing.NewSigner("excluded");
    private FaultySigner _signer = null!;
    private ExternalKeys _keys = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Headers that are refused, with what the message says. <c>KID</c> is the id of the key that signs.</summary>
    public static TheoryData<string, string> Headers { get; } = new()
    {
        { """{"alg":"ES256","kid":"first"}""", "typ is \"\"" },
        { """{"alg":"ES256","kid":"first","typ":"jwt"}""", "typ is \"jwt\"" },
        { """{"alg":"ES256","kid":"first","typ":"at+jwt"}""", "typ is \"at+jwt\"" },
        { """{"alg":"ES256","kid":"","typ":"JWT"}""", "kid has 0 bytes" },
        { """{"alg":"ES256","typ":"JWT"}""", "kid has 0 bytes" },
        { $$"""{"alg":"ES256","kid":"{{new string('k', 1025)}}","typ":"JWT"}""", "kid has 1025 bytes" },
        { """{"alg":"ES256","kid":"first","typ":"JWT","crit":["exp"]}""", "and nothing else" },
        { """{"alg":"ES256","kid":"first","typ":"JWT","jku":"https://x"}""", "and nothing else" },
        { """{"alg":"ES256","alg":"ES256","kid":"first","typ":"JWT"}""", "each once" },
        { """{"ALG":"ES256","kid":"first","typ":"JWT"}""", "and nothing else" },
        { """{"alg":["ES256"],"kid":"first","typ":"JWT"}""", "as a string" },
        { """{"kid":"first","typ":"JWT"}""", "alg is \"\"" },
        { """{"alg":"none","kid":"first","typ":"JWT"}""", "alg is \"none\"" },
        { """{"alg":"HS256","kid":"first","typ":"JWT"}""", "alg is \"HS256\"" },
        { """{"alg":"PS256","kid":"first","typ":"JWT"}""", "must be one of RS256, ES256, ES384, ES512" },
        { """{"alg":"ES384","kid":"first","typ":"JWT"}""", "does not verify with ES384" },
        { """{"alg":"ES256","kid":"excluded","typ":"JWT"}""", "excluded from OIDC discovery" },
        { """{"alg":"ES256","kid":"first","typ":"JWT"} x""", "not a JSON object" },
        { "[]", "not a JSON object" },
        { "", "not base64url" },
    };

    public async ValueTask InitializeAsync()
    {
        _signer = await FaultySigner.StartAsync(_folder.File("s"));
        _signer.Keys = () => FaultySigner.AnswerOf(FaultySigner.KeyOf(_signer.Signer), FaultySigner.KeyOf(_excluded, isExcluded: true));
        _keys = new ExternalKeys(new ExternalSignerClient(SignerAddress.TryParse(_signer.Path)!, _time), _signer.Keys(), TimeSpan.FromHours(1), _time);
    }

    public async ValueTask DisposeAsync()
    {
        _keys.Dispose();
        await _signer.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Sign_InvalidHeader_FailsWithoutRetry(string header, string says)
    {
        _signer.Sign = (request, _) => SignAsync(_signer.Signer, header, request.Claims);

        var failed = await FailAsync();

        Assert.Contains(says, failed.Message, StringComparison.Ordinal);
        Assert.Null(failed.RetryAfter);
    }

    [Theory]
    [InlineData("e30=")]
    [InlineData("e3 0")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9\n")]
    public async Task Sign_HeaderNotInBase64Url_Fails(string header)
    {
        _signer.Sign = (_, _) => Task.FromResult(new SignJWTResponse { Header = header, Signature = "AAAA" });

        Assert.Contains("not base64url", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty signature")]
    [InlineData("AA==", "not base64url")]
    [InlineData("AAAA", "does not verify")]
    public async Task Sign_InvalidSignature_Fails(string signature, string says)
    {
        _signer.Sign = async (request, token) =>
        {
            var answer = await _signer.SignAsync(request, token);
            answer.Signature = signature;
            return answer;
        };

        Assert.Contains(says, (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_SignatureOfOtherClaims_Fails()
    {
        _signer.Sign = (_, _) => FaultySigner.SignWithAsync(_signer.Signer, "e30");

        Assert.Contains("does not verify", (await FailAsync("e30x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_SignatureOfAnotherKey_Fails()
    {
        var other = TestKeyRing.NewSigner("first");
        _signer.Sign = (request, _) => FaultySigner.SignWithAsync(other, request.Claims);

        Assert.Contains("\"first\" (ES256) does not verify", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    /// <summary>A new key is fetched before the token is handed out, by one fetch for all requests that wait for it.</summary>
    [Fact]
    public async Task Sign_NewKey_IsFetchedOnceAndUsed()
    {
        const int Requests = 20;
        var waiting = 0;
        KeyRing ring = null!;
        ring = new KeyRing(_keys.Ring.Current)
        {
            Refetch = async token =>
            {
                var fetch = _keys.RefetchAsync(token);
                Interlocked.Increment(ref waiting);
                await fetch;
                ring.Replace(_keys.Ring.Current);
            },
        };
        using var client = new ExternalSignerClient(SignerAddress.TryParse(_signer.Path)!, _time);
        var signer = new ExternalJwtSigner(client, () => ring);
        _signer.Signer = TestKeyRing.NewSigner("second");

        var signing = Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => signer.SignAsync(Request(), Cancellation).AsTask()));
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref waiting) == Requests), "all requests wait for the new key");
        await UntilAsync(signing);

        Assert.Equal(1, _signer.Fetches);
        Assert.All(await signing, made => Assert.True(_signer.Signer.PublicKey.Verify([.. made.EncodedHeader.Span, (byte)'.', .. "e30"u8], made.Signature.Span)));
    }

    [Fact]
    public async Task Sign_KeyThatIsNeverPublished_Fails()
    {
        var hidden = TestKeyRing.NewSigner("hidden");
        _signer.Sign = (request, _) => FaultySigner.SignWithAsync(hidden, request.Claims);

        var failed = await FailAsync();

        Assert.Contains("\"hidden\", which is not among the keys that it publishes", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, _signer.Fetches);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, true)]
    [InlineData(StatusCode.ResourceExhausted, true)]
    [InlineData(StatusCode.Internal, false)]
    [InlineData(StatusCode.InvalidArgument, false)]
    [InlineData(StatusCode.PermissionDenied, false)]
    [InlineData(StatusCode.Unimplemented, false)]
    public async Task Sign_StatusOfTheSigner_DecidesWhetherARetryHelps(StatusCode code, bool mayRetry)
    {
        _signer.Sign = (_, _) => throw new RpcException(new Status(code, "refused by the test"));

        var failed = await FailAsync();

        Assert.Contains($"answered {code}: \"refused by the test\"", failed.Message, StringComparison.Ordinal);
        Assert.Equal(mayRetry, failed.RetryAfter is not null);
    }

    [Fact]
    public async Task Sign_SignerHangs_FailsAfterItsTimeLimit()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _signer.Sign = async (_, token) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return new SignJWTResponse();
        };
        var signing = _keys.Ring.Current.Signer.SignAsync(Request(), Cancellation).AsTask();
        await asked.Task.WaitAsync(Patience.Limit, Cancellation);
        _time.Advance(ExternalJwtSigner.SignTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(signing.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));
        var failed = await Assert.ThrowsAsync<SigningFailedException>(() => signing.WaitAsync(Patience.Limit, Cancellation));

        Assert.Contains("did not answer within 10 s", failed.Message, StringComparison.Ordinal);
        Assert.NotNull(failed.RetryAfter);
    }

    [Fact]
    public async Task Sign_CallerGivesUp_IsCancelled()
    {
        using var impatient = new CancellationTokenSource();
        _signer.Sign = async (_, token) =>
        {
            await impatient.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return new SignJWTResponse();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _keys.Ring.Current.Signer.SignAsync(Request(), impatient.Token));
    }

    [Fact]
    public async Task Sign_SignerRestarted_Continues()
    {
        await _keys.Ring.Current.Signer.SignAsync(Request(), Cancellation);
        var key = _signer.Signer;
        await _signer.DisposeAsync();
        Assert.NotNull((await FailAsync()).RetryAfter);

        _signer = await FaultySigner.StartAsync(_signer.Path);
        _signer.Signer = key;

        var made = await _keys.Ring.Current.Signer.SignAsync(Request(), Cancellation);
        Assert.NotEqual(0, made.Signature.Length);
        Assert.Equal("localhost", _signer.LastAuthority);
    }

    private static async Task<SignJWTResponse> SignAsync(LocalJwtSigner signer, string header, string claims)
    {
        // The payload of the signer's own input is what follows its header; this header is signed instead, as far as it can be.
        var answer = await FaultySigner.SignWithAsync(signer, claims);
        answer.Header = Base64UrlText.Encode(Encoding.UTF8.GetBytes(header));
        return answer;
    }

    private static SigningRequest Request(string claims = "e30") => new()
    {
        EncodedPayload = Encoding.ASCII.GetBytes(claims),
        Audiences = ["a"],
        IssuedAt = 1_800_000_000,
        ExpiresAt = 1_800_000_600,
    };

    private async Task<SigningFailedException> FailAsync(string claims = "e30")
    {
        var signing = _keys.Ring.Current.Signer.SignAsync(Request(claims), Cancellation).AsTask();
        await UntilAsync(signing);
        return await Assert.ThrowsAsync<SigningFailedException>(() => signing);
    }

    /// <summary>Time passes while a fetch waits for its second, and not while the signer is asked: a real answer may take any time.</summary>
    private Task UntilAsync(Task task) => _time.StepUntilCompletedAsync(task);
}
