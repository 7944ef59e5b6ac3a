using Signet.Core.Metrics;
using Signet.Core.Signing.Ring;
using Signet.Signing.External.Protocol;

namespace Signet.Signing.External;

/// <summary>
/// The key ring of an external signer: its fetched keys, and the signer itself. An invalid answer, or none, changes nothing: the keys of the last valid
/// one stay in force. Safe for concurrent use.
/// </summary>
internal sealed class ExternalKeys : IRemoteKeys, IDisposable
{
    /// <summary>The min time between the beginnings of two fetches, because anybody's token with a made-up key id causes one.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    /// <summary>The time after a failure until the next fetch.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    /// <summary>The time limit of a fetch: requests wait for it.</summary>
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);

    private readonly ExternalSignerClient _client;
    private readonly TimeSpan _maxLifetime;
    private readonly TimeProvider _time;
    private readonly ExternalJwtSigner _signer;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private FetchKeysResponse _answer;
    private long _dataTimestamp;
    private long _startedAt;
    private Task _running = Task.CompletedTask;
    private Task? _next;
    private volatile RemoteKeyStatus _status;

    /// <summary>Puts the first keys in force.</summary>
    /// <param name="client">The signer; disposed with this object.</param>
    /// <param name="first">The first answer.</param>
    /// <param name="maxLifetime">The max lifetime of tokens.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ExternalSignerException">The answer is invalid.</exception>
    public ExternalKeys(ExternalSignerClient client, FetchKeysResponse first, TimeSpan maxLifetime, TimeProvider time)
    {
        (_client, _answer, _maxLifetime, _time) = (client, first, maxLifetime, time);
        _signer = new ExternalJwtSigner(client, GetRing);
        var fetched = FetchedKeys.Read(first);
        Ring = new KeyRing(SnapshotOf(fetched)) { Refetch = token => new ValueTask(RefetchAsync(token)) };
        _dataTimestamp = first.DataTimestamp?.Seconds ?? 0;
        _startedAt = time.GetTimestamp();
        _status = new RemoteKeyStatus(time.GetUtcNow(), null, null, time.GetUtcNow() + fetched.RefreshHint);
    }

    /// <summary>The ring.</summary>
    public KeyRing Ring { get; }

    /// <inheritdoc/>
    public RemoteKeyStatus Status => _status;

    /// <summary>When the signer read the keys that were last fetched, in seconds since 1970; 0 when it did not say.</summary>
    public long DataTimestamp => Volatile.Read(ref _dataTimestamp);

    /// <summary>Counts the calls from now on.</summary>
    public void Count(MetricSet metrics) => _client.Metrics = new ExternalSignerMetrics(metrics, this);

    /// <inheritdoc/>
    public Task RefetchAsync(CancellationToken cancellationToken)
    {
        Task next;
        lock (_lock)
        {
            // Callers share the fetch that has not begun yet: one that runs may have read the keys before the caller's token was signed.
            next = _next ??= RunAsync(_running);
        }

        return next.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _client.Dispose();
        _end.Dispose();
    }

    private KeyRing GetRing() => Ring;

    private async Task RunAsync(Task before)
    {
        await Task.Yield(); // the caller holds the lock
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var wait = MinInterval - _time.GetElapsedTime(_startedAt);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, _end.Token).ConfigureAwait(false);
        }

        lock (_lock)
        {
            (_running, _next) = (_next!, null);
            _startedAt = _time.GetTimestamp();
        }

        await FetchAsync(_end.Token).ConfigureAwait(false);
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.FetchKeysAsync(FetchTimeout, cancellationToken).ConfigureAwait(false);
            var fetched = FetchedKeys.Read(answer);
            if (!IsSame(answer))
            {
                Ring.Replace(SnapshotOf(fetched));
                _answer = answer;
            }

            Volatile.Write(ref _dataTimestamp, answer.DataTimestamp?.Seconds ?? 0);
            var now = _time.GetUtcNow();
            _status = new RemoteKeyStatus(now, null, null, now + fetched.RefreshHint);
        }
        catch (ExternalSignerException exception)
        {
            var now = _time.GetUtcNow();
            _status = _status with { Fault = exception.Message, FailingSince = _status.FailingSince ?? now, NextFetchAt = now + RetryDelay };
        }
    }

    /// <summary>Equal keys keep the snapshot, and with it cached signatures and rendered documents.</summary>
    private bool IsSame(FetchKeysResponse answer) => answer.Keys.Equals(_answer.Keys) && answer.RefreshHintSeconds == _answer.RefreshHintSeconds;

    private KeyRingSnapshot SnapshotOf(FetchedKeys fetched)
    {
        try
        {
            return new KeyRingSnapshot(new KeyRingDefinition
            {
                Keys = fetched.Keys,
                Signers = [new RingSigner { Signer = _signer, Latest = () => Ring.Current }],

                // Only the signer knows how long it publishes a key before it signs; it promises that its hint is short enough.
                MaxAge = fetched.RefreshHint,
                MaxLifetime = _maxLifetime,
            });
        }
        catch (KeyRingException exception)
        {
            throw new ExternalSignerException($"FetchKeys: the answer is invalid: {exception.Message}", exception);
        }
    }
}
