using Signet.Core.Signing;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// Signs with a private key in a token, which never leaves it. Requests wait asynchronously for one of a few sessions; losses of sessions and of the token are
/// survived (docs/decisions/0029-keys-in-an-hsm.md).
/// </summary>
internal sealed class Pkcs11JwtSigner : IDeviceSigner
{
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly IPkcs11Module _module;
    private readonly Pkcs11Uri _uri;
    private readonly Pkcs11SignerOptions _options;
    private readonly TimeProvider _time;
    private readonly SigningQueue _queue;
    private readonly DeviceStates _states = new(new DeviceState(DeviceCondition.Lost, "it has not been opened yet") { IsTransient = true });
    private readonly TokenOpener _opener;
    private volatile SigningIdentity? _identity;
    private volatile Pkcs11Pin? _pin;
    private volatile IReadOnlyList<VerificationKey> _given = [];
    private volatile SessionPool? _pool;
    private Task? _attempt;
    private bool _isDisposed;

    /// <summary>Creates a signer that is not open yet.</summary>
    /// <param name="module">The module, which the signer disposes.</param>
    /// <param name="uri">The URI of the key.</param>
    /// <param name="pin">The PIN; null for a token without login.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    public Pkcs11JwtSigner(IPkcs11Module module, Pkcs11Uri uri, Pkcs11Pin? pin, Pkcs11SignerOptions options, TimeProvider time)
    {
        (_module, _uri, _pin, _options, _time) = (module, uri, pin, options, time);
        _opener = new TokenOpener(module, uri, options.MaxSessions);
        _queue = new SigningQueue(options.QueueCapacity);
    }

    /// <summary>Called when the key is known, once, before the first signature.</summary>
    public Action? Identified { get; set; }

    /// <summary>The public key; null until the token has been opened for the first time.</summary>
    public VerificationKey? PublicKey => _identity?.PublicKey;

    /// <summary>The <c>kid</c> of the tokens; null like <see cref="PublicKey"/>.</summary>
    public string? KeyId => _identity?.KeyId;

    /// <inheritdoc/>
    public string Device => _uri.ToString();

    /// <inheritdoc/>
    public DeviceState State => _states.Current;

    /// <inheritdoc/>
    public string Source => "pkcs11";

    /// <inheritdoc/>
    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        if (_identity is not { } identity)
        {
            throw RefusalOf(State);
        }

        var header = request.IncludesType ? identity.TypedHeader : identity.Header;
        var job = new SigningJob(identity.Mechanism, identity.Mechanism.Prepare(header, request.EncodedPayload.Span));
        return _queue.Add(job) is { } refusal ? throw refusal : WaitAsync(job, identity, header, cancellationToken);
    }

    /// <inheritdoc/>
    public Task WaitForChangeAsync(DeviceState seen, CancellationToken cancellationToken) => _states.WaitForChangeAsync(seen, cancellationToken);

    /// <inheritdoc/>
    public async Task<DeviceState> OpenAsync(CancellationToken cancellationToken)
    {
        Task attempt;
        lock (_lock)
        {
            if (State.Condition is DeviceCondition.Ready or DeviceCondition.Refused || _isDisposed)
            {
                return State;
            }

            // An attempt that hangs in the module is waited for again instead of adding a second one.
            attempt = _attempt is { IsCompleted: false } running ? running : _attempt = DedicatedThread.RunAsync("pkcs11-open", Open);
        }

        try
        {
            await attempt.WaitAsync(_options.OpenTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!attempt.IsCompleted)
        {
            Fail(new DeviceState(DeviceCondition.Away, $"{_uri}: the module has not answered for {_options.OpenTimeout.TotalSeconds} s") { IsTransient = true });
        }

        return State;
    }

    /// <summary>Uses another PIN for the next login. A token that refused the former one is opened again.</summary>
    public void Use(Pkcs11Pin pin)
    {
        lock (_lock)
        {
            if (pin.Is(_pin))
            {
                return;
            }

            _pin = pin;
            if (State.Condition == DeviceCondition.Refused)
            {
                _states.Set(new DeviceState(DeviceCondition.Away, $"{_uri}: the PIN has changed, and the token is being opened") { IsTransient = true });
            }
        }
    }

    /// <summary>Public keys of files, one of which may be that of the key; used until the key is known.</summary>
    public void Use(IReadOnlyList<VerificationKey> given) => _given = given;

    /// <summary>Ends the sessions. A native call that hangs is left alone.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        var ended = new DeviceState(DeviceCondition.Away, "the server is stopping");
        _queue.Close(() => RefusalOf(ended));
        _pool?.End(ended.Fault);
        _pool?.Join(JoinPatience);
        _module.Dispose();
    }

    private async ValueTask<JwtSignature> WaitAsync(SigningJob job, SigningIdentity identity, byte[] header, CancellationToken cancellationToken)
    {
        try
        {
            var signature = await job.Task.WaitAsync(_options.SigningTimeout, _time, cancellationToken).ConfigureAwait(false);
            return signature.Length == identity.SignatureLength
                ? new JwtSignature(header, signature)
                : throw new SigningFailedException($"the token made a signature of {signature.Length} bytes; {identity.SignatureLength} are expected");
        }
        catch (TimeoutException exception) when (!job.Task.IsCompleted)
        {
            if (job.IsStarted)
            {
                _pool?.End($"no signature in {_options.SigningTimeout.TotalSeconds} s");
            }

            throw new SigningFailedException($"the token did not sign in {_options.SigningTimeout.TotalSeconds} s", exception) { RetryAfter = _options.RetryAfter };
        }
        finally
        {
            job.Abandon();
        }
    }

    /// <summary>One attempt, on a thread of its own.</summary>
    private void Open()
    {
        var pin = _pin;
        try
        {
            // The former sessions are closed first: a token may not have enough for both.
            _pool?.Join(JoinPatience);
            Take(_opener.Open(pin, _given, PublicKey));
        }
        catch (TokenException exception)
        {
            lock (_lock)
            {
                // The PIN may have changed during the attempt.
                var isRefused = exception.IsLoginRefused && pin == _pin;
                Fail(new DeviceState(isRefused ? DeviceCondition.Refused : DeviceCondition.Away, exception.Message) { IsTransient = exception.IsAway });
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Fail(new DeviceState(DeviceCondition.Away, $"{_uri}: unexpected {exception.GetType().Name}: {exception.Message}"));
        }
    }

    private void Take(OpenedToken token)
    {
        var isFirst = _identity is null;
        _identity ??= SigningIdentity.Of(token.Key);
        if (isFirst)
        {
            Identified?.Invoke();
        }

        lock (_lock)
        {
            if (_isDisposed)
            {
                foreach (var session in token.Sessions)
                {
                    session.Dispose();
                }

                return;
            }

            _queue.Open();
            _pool = SessionPool.Start(token, _queue, OnLost);
            _states.Set(new DeviceState(DeviceCondition.Ready, ""));
        }
    }

    private void Fail(DeviceState state)
    {
        lock (_lock)
        {
            if (_isDisposed || State.Condition == DeviceCondition.Ready)
            {
                return;
            }

            _states.Set(state);
            _queue.Close(() => RefusalOf(state));
        }
    }

    private void OnLost(SessionPool pool, string fault)
    {
        lock (_lock)
        {
            if (pool == _pool && !_isDisposed)
            {
                _states.Set(new DeviceState(DeviceCondition.Lost, $"{_uri}: {fault}") { IsTransient = true });
            }
        }
    }

    private SigningFailedException RefusalOf(DeviceState state) => new($"the token is not available: {state.Fault}")
    {
        RetryAfter = state.Condition == DeviceCondition.Refused ? null : _options.RetryAfter,
    };
}
