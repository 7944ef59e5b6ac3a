using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Native;
using Signet.Signing.Pkcs11.Uris;
using Signet.Testing;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>The signer with a token that fails in ways that SoftHSM does not.</summary>
public sealed class Pkcs11JwtSignerTests : IDisposable
{
    private static readonly nuint[] Losses =
    [
        Cryptoki.DeviceRemoved, Cryptoki.TokenNotPresent, Cryptoki.SessionHandleInvalid, 0x82, Cryptoki.DeviceError, Cryptoki.UserNotLoggedIn, 0xB0, 0x31, 0x5,
    ];

    private readonly FaultyToken _token = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<Pkcs11JwtSigner> _signers = [];
    private readonly ManualResetEventSlim _hang = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<ulong> LossCodes { get; } = [.. Losses.Select(code => (ulong)code)];

    public void Dispose()
    {
        _hang.Set();
        _signers.ForEach(signer => signer.Dispose());
        _hang.Dispose();
    }

    [Theory]
    [MemberData(nameof(LossCodes))]
    public async Task Sign_SessionFails_IsSignedByTheNextSessions(ulong code)
    {
        var signer = await OpenAsync();
        var faults = 1;
        _token.OnSign = () =>
        {
            if (Interlocked.Decrement(ref faults) >= 0)
            {
                throw new CryptokiException("C_Sign", (nuint)code);
            }
        };

        var signing = SignAsync(signer);
        var lost = await ChangedAsync(signer);
        Assert.Equal(DeviceCondition.Lost, lost.Condition);
        Assert.Contains($"(0x{code:X})", lost.Fault, StringComparison.Ordinal);
        Assert.Equal(DeviceCondition.Ready, (await signer.OpenAsync(Cancellation)).Condition);

        AssertVerifies(await signing);
        Assert.Equal(2, _token.Logins);
    }

    [Fact]
    public async Task Sign_FailsAgainAfterReopening_IsRefusedWithRetryAfter()
    {
        var signer = await OpenAsync();
        var signatures = 0;
        _token.OnSign = () =>
        {
            // The signature with which the token is tested when it is opened succeeds.
            if (Interlocked.Increment(ref signatures) != 2)
            {
                throw new CryptokiException("C_Sign", Cryptoki.DeviceError);
            }
        };
        var signing = SignAsync(signer);
        await ChangedAsync(signer);
        await signer.OpenAsync(Cancellation);

        var failed = await Assert.ThrowsAsync<SigningFailedException>(() => signing);

        Assert.NotNull(failed.RetryAfter);
        Assert.Contains("CKR_DEVICE_ERROR", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_TokenIsAway_IsRefusedAtOnceUntilItReturns()
    {
        var signer = await OpenAsync();
        _token.IsPresent = false;
        var waiting = SignAsync(signer);
        await ChangedAsync(signer);

        var away = await signer.OpenAsync(Cancellation);

        Assert.Equal(DeviceCondition.Away, away.Condition);
        Assert.True(away.IsTransient);
        foreach (var refused in (Task<JwtSignature>[])[waiting, SignAsync(signer)])
        {
            Assert.Equal(TimeSpan.FromSeconds(5), (await Assert.ThrowsAsync<SigningFailedException>(() => refused)).RetryAfter);
        }

        (_token.IsPresent, _token.NeedsRestart) = (true, true);
        Assert.Equal(DeviceCondition.Ready, (await signer.OpenAsync(Cancellation)).Condition);
        AssertVerifies(await SignAsync(signer));
    }

    [Fact]
    public async Task Open_WrongPin_IsTriedOnceUntilThePinChanges()
    {
        var signer = NewSigner("wrong-pin");

        var refused = await signer.OpenAsync(Cancellation);
        await signer.OpenAsync(Cancellation);
        signer.Use(Pkcs11Pin.Of("wrong-pin"));
        await signer.OpenAsync(Cancellation);

        Assert.Equal(DeviceCondition.Refused, refused.Condition);
        Assert.False(refused.IsTransient);
        Assert.Equal(1, _token.Logins);
        Assert.Equal(0, _token.Restarts);
        Assert.Equal(0, _token.OpenSessions);
        Assert.Contains("CKR_PIN_INCORRECT", refused.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-pin", refused.Fault, StringComparison.Ordinal);
        Assert.Null((await Assert.ThrowsAsync<SigningFailedException>(() => SignAsync(signer))).RetryAfter);

        signer.Use(Pkcs11Pin.Of(_token.Pin));
        Assert.Equal(DeviceCondition.Ready, (await signer.OpenAsync(Cancellation)).Condition);
        Assert.Equal(2, _token.Logins);
        AssertVerifies(await SignAsync(signer));
    }

    [Fact]
    public async Task Open_PinChangedInTheToken_IsTriedOnceAfterTheSessionsWereLost()
    {
        var signer = await OpenAsync();
        _token.Pin = "another";
        _token.EndSessions();
        var signing = SignAsync(signer);
        await ChangedAsync(signer);

        Assert.Equal(DeviceCondition.Refused, (await signer.OpenAsync(Cancellation)).Condition);
        Assert.Equal(DeviceCondition.Refused, (await signer.OpenAsync(Cancellation)).Condition);

        Assert.Equal(2, _token.Logins);
        Assert.Null((await Assert.ThrowsAsync<SigningFailedException>(() => signing)).RetryAfter);
    }

    [Fact]
    public async Task Open_PinChangesDuringTheAttempt_IsTried()
    {
        var signer = NewSigner("wrong-pin");
        _token.OnOpen = () => signer.Use(Pkcs11Pin.Of(_token.Pin));

        Assert.Equal(DeviceCondition.Away, (await signer.OpenAsync(Cancellation)).Condition);
        Assert.Equal(DeviceCondition.Ready, (await signer.OpenAsync(Cancellation)).Condition);

        Assert.Equal(2, _token.Logins);
    }

    [Theory]
    [InlineData(1, "one more wrong PIN would lock the token")]
    [InlineData(0, "the PIN is locked")]
    public async Task Open_PinThatWouldLockTheToken_IsNotTried(int left, string fault)
    {
        _token.SetPinsLeft(left);
        var signer = NewSigner();

        var refused = await signer.OpenAsync(Cancellation);

        Assert.Equal(DeviceCondition.Refused, refused.Condition);
        Assert.Contains(fault, refused.Fault, StringComparison.Ordinal);
        Assert.Equal(0, _token.Logins);
    }

    [Fact]
    public async Task Open_NoPinForATokenWithLogin_IsNoTransientFault()
    {
        var signer = NewSigner(pin: null);

        var away = await signer.OpenAsync(Cancellation);

        Assert.False(away.IsTransient);
        Assert.Contains("requires a PIN; name a file that has it by pin-source", away.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_TokenReturnsWithAnotherKey_DoesNotSign()
    {
        var signer = await OpenAsync();
        var published = signer.PublicKey!;
        _token.ReplaceKey();
        _token.EndSessions();
        var signing = SignAsync(signer);
        await ChangedAsync(signer);

        var away = await signer.OpenAsync(Cancellation);

        Assert.Equal(DeviceCondition.Away, away.Condition);
        Assert.Contains($"another key now than the published one ({published.DefaultKeyId})", away.Fault, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SigningFailedException>(() => signing);
        Assert.Same(published, signer.PublicKey);
    }

    [Fact]
    public async Task Open_TokenWithFewSessions_SignsWithThem()
    {
        _token.SessionLimit = 3;
        var signer = await OpenAsync();

        Assert.Equal(3, _token.OpenSessions);
        AssertVerifies(await SignAsync(signer));
    }

    [Fact]
    public async Task Open_TokenThatHashes_SignsTheWholeInput()
    {
        _token.Mechanisms.Clear();
        _token.Mechanisms.Add(Cryptoki.EcdsaSha256);
        var signer = await OpenAsync();

        AssertVerifies(await SignAsync(signer));
    }

    [Fact]
    public async Task Open_NoMechanism_IsSaid()
    {
        _token.Mechanisms.Clear();

        Assert.Contains("the token has no mechanism for ES256", (await NewSigner().OpenAsync(Cancellation)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_TokenHangs_IsGivenUpAndTheTokenIsOpenedAgain()
    {
        var signer = await OpenAsync();
        _token.OnSign = () => _hang.Wait(Cancellation);
        var signing = SignAsync(signer);
        await Patience.UntilAsync(() => Task.FromResult(_token.Signatures == 2), "a session signs");

        await Patience.UntilAsync(() => Task.FromResult(AdvanceUntil(signing)), "the signature is given up");

        var failed = await Assert.ThrowsAsync<SigningFailedException>(() => signing);
        Assert.Equal("the token did not sign in 10 s", failed.Message);
        Assert.NotNull(failed.RetryAfter);
        Assert.Equal(DeviceCondition.Lost, signer.State.Condition);

        _token.OnSign = null;
        Assert.Equal(DeviceCondition.Ready, (await signer.OpenAsync(Cancellation)).Condition);
        AssertVerifies(await SignAsync(signer));
    }

    [Fact]
    public async Task Open_ModuleHangs_IsAwayAndNoSecondAttemptIsMade()
    {
        var attempts = 0;
        _token.OnOpen = () =>
        {
            attempts++;
            _hang.Wait(Cancellation);
        };
        var signer = NewSigner();
        var opening = signer.OpenAsync(Cancellation);
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref attempts) == 1), "the attempt hangs");
        await Patience.UntilAsync(() => Task.FromResult(AdvanceUntil(opening)), "the attempt is given up");

        Assert.Equal(DeviceCondition.Away, (await opening).Condition);
        Assert.Contains("the module has not answered for 30 s", signer.State.Fault, StringComparison.Ordinal);
        var again = signer.OpenAsync(Cancellation);
        _token.OnOpen = null;
        _hang.Set();

        Assert.Equal(DeviceCondition.Ready, (await again).Condition);
        Assert.Equal(1, attempts);
        AssertVerifies(await SignAsync(signer));
    }

    [Fact]
    public async Task Sign_CallerGivesUpWhileItWaits_IsNotSigned()
    {
        var signer = await OpenAsync(new Pkcs11SignerOptions { MaxSessions = 1 });
        _token.OnSign = () => _hang.Wait(Cancellation);
        var first = SignAsync(signer);
        await Patience.UntilAsync(() => Task.FromResult(_token.Signatures == 2), "a session signs");
        using var stop = new CancellationTokenSource();
        var second = signer.SignAsync(StubSigner.Request(), stop.Token).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _hang.Set();
        AssertVerifies(await first);
        AssertVerifies(await SignAsync(signer));

        // The test at the opening, the first and the last.
        Assert.Equal(3, _token.Signatures);
        Assert.Equal(DeviceCondition.Ready, signer.State.Condition);
    }

    [Fact]
    public async Task Sign_QueueIsFull_IsRefusedWithRetryAfter()
    {
        var signer = await OpenAsync(new Pkcs11SignerOptions { MaxSessions = 1, QueueCapacity = 1 });
        _token.OnSign = () => _hang.Wait(Cancellation);
        var first = SignAsync(signer);
        await Patience.UntilAsync(() => Task.FromResult(_token.Signatures == 2), "a session signs");
        var second = SignAsync(signer);

        var refused = await Assert.ThrowsAsync<SigningFailedException>(() => SignAsync(signer));

        Assert.NotNull(refused.RetryAfter);
        _hang.Set();
        AssertVerifies(await first);
        AssertVerifies(await second);
    }

    [Fact]
    public async Task Sign_UnexpectedException_DoesNotEndTheProcess()
    {
        var signer = await OpenAsync();
        var faults = 1;
        _token.OnSign = () =>
        {
            if (Interlocked.Decrement(ref faults) >= 0)
            {
                throw new InvalidOperationException("a bug");
            }
        };
        var signing = SignAsync(signer);
        Assert.Contains("unexpected InvalidOperationException", (await ChangedAsync(signer)).Fault, StringComparison.Ordinal);
        await signer.OpenAsync(Cancellation);

        AssertVerifies(await signing);
    }

    [Fact]
    public async Task Dispose_OpenSessions_AreClosedAndSigningIsRefused()
    {
        var signer = await OpenAsync();

        signer.Dispose();

        // The threads of the sessions are waited for, but not for ever.
        await Patience.UntilAsync(() => Task.FromResult(_token.OpenSessions == 0), "the sessions are closed");
        Assert.True(_token.IsDisposed);
        await Assert.ThrowsAsync<SigningFailedException>(() => SignAsync(signer));
    }

    /// <summary>The timer may not exist yet when the clock is advanced, so that it is advanced until the task has ended.</summary>
    private bool AdvanceUntil(Task task)
    {
        _time.Advance(TimeSpan.FromSeconds(31));
        return task.IsCompleted;
    }

    private static async Task<DeviceState> ChangedAsync(Pkcs11JwtSigner signer)
    {
        await Patience.UntilAsync(() => Task.FromResult(signer.State.Condition != DeviceCondition.Ready), "the sessions are lost");
        return signer.State;
    }

    /// <summary>The signature waits for a session when it returns.</summary>
    private static async Task<JwtSignature> SignAsync(Pkcs11JwtSigner signer) => await signer.SignAsync(StubSigner.Request(), Cancellation);

    private void AssertVerifies(JwtSignature made) => Assert.True(
        _token.PublicKey.Verify([.. made.EncodedHeader.Span, (byte)'.', .. StubSigner.Request().EncodedPayload.Span], made.Signature.Span));

    private async Task<Pkcs11JwtSigner> OpenAsync(Pkcs11SignerOptions? options = null)
    {
        var signer = NewSigner(_token.Pin, options);
        Assert.Equal(DeviceCondition.Ready, (await signer.OpenAsync(Cancellation)).Condition);
        return signer;
    }

    private Pkcs11JwtSigner NewSigner(string? pin = "1234", Pkcs11SignerOptions? options = null)
    {
        var signer = new Pkcs11JwtSigner(
            _token,
            Pkcs11UriParser.Parse("pkcs11:token=t?module-path=/faulty.so"),
            pin is null ? null : Pkcs11Pin.Of(pin),
            options ?? new Pkcs11SignerOptions { MaxSessions = 4 },
            _time);
        _signers.Add(signer);
        return signer;
    }
}
