using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>
/// A lease that is renewed until it is disposed. By this process's clock it is lost before etcd can let it expire: the time is counted from before
/// the last answered renewal was sent.
/// </summary>
internal sealed class EtcdLease : IAsyncDisposable
{
    /// <summary>Renewals within the life of the lease.</summary>
    private const int Renewals = 3;

    /// <summary>The lease is given up before etcd ends it, so that its holder has time to stop.</summary>
    private const double SafeFraction = 0.8;

    private readonly EtcdClient _client;
    private readonly TimeSpan _life;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Task _renewing;
    private long _renewedAt;

    private EtcdLease(EtcdClient client, long id, TimeSpan life, long grantedAt)
    {
        (_client, Id, _life, _renewedAt) = (client, id, life * SafeFraction, grantedAt);

        // The timer of the token ends the lease even while a renewal waits.
        _lost = new CancellationTokenSource(Remaining(), client.Time);
        Lost = _lost.Token;
        _renewing = RenewAsync();
    }

    /// <summary>etcd's id of the lease.</summary>
    public long Id { get; }

    /// <summary>Cancelled when the lease may expire.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether the lease is held, by the clock; true also for a process that was stopped and has not run its timers yet.</summary>
    public bool IsHeld => !Lost.IsCancellationRequested && Remaining() > TimeSpan.Zero;

    /// <summary>Makes a lease.</summary>
    /// <param name="client">etcd.</param>
    /// <param name="ttl">Its life after a renewal; whole seconds.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="EtcdException">etcd cannot be asked.</exception>
    public static async Task<EtcdLease> GrantAsync(EtcdClient client, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var began = client.Time.GetTimestamp();
        var request = new LeaseGrantRequest { Ttl = (long)ttl.TotalSeconds };

        // A repetition leaves a lease without keys behind, which expires.
        var answer = await client.CallAsync(EtcdMethods.LeaseGrant, request, cancellationToken).ConfigureAwait(false);
        return new EtcdLease(client, answer.Id, TimeSpan.FromSeconds(answer.Ttl), began);
    }

    /// <summary>Ends the lease; etcd deletes its keys. When etcd cannot be asked they expire.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposing.IsCancellationRequested)
        {
            return;
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        await _lost.CancelAsync().ConfigureAwait(false);
        if (!_client.Closed.IsCancellationRequested)
        {
            try
            {
                await _client.SendAsync(EtcdMethods.LeaseRevoke, new LeaseRevokeRequest { Id = Id }, CancellationToken.None).ConfigureAwait(false);
            }
            catch (EtcdException)
            {
                // It expires by itself.
            }
        }

        _lost.Dispose();
        _disposing.Dispose();
    }

    private TimeSpan Remaining()
    {
        var remaining = _life - _client.Time.GetElapsedTime(Volatile.Read(ref _renewedAt));
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private async Task RenewAsync()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_disposing.Token, Lost, _client.Closed);
        while (!end.IsCancellationRequested)
        {
            try
            {
                await RenewOverOneStreamAsync(end.Token).ConfigureAwait(false);
            }
            catch (EtcdException)
            {
                // The next stream goes to another member; the lease ends by its timer when none answers.
                await Task.Delay(_life / (Renewals * 4), _client.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // Disposed, lost or closed; or the member did not answer in time.
            }
        }
    }

    private async Task RenewOverOneStreamAsync(CancellationToken cancellationToken)
    {
        using var stream = await _client.OpenAsync(EtcdMethods.LeaseKeepAlive, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var began = _client.Time.GetTimestamp();
            using var limit = new CancellationTokenSource(_life / Renewals, _client.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await stream.SendAsync(new LeaseKeepAliveRequest { Id = Id }, either.Token).ConfigureAwait(false);
                var answer = await stream.ReceiveAsync(either.Token).ConfigureAwait(false);
                if (answer.Ttl <= 0)
                {
                    // etcd has ended the lease.
                    await _lost.CancelAsync().ConfigureAwait(false);
                    return;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                _client.Fail(stream.Endpoint);
                throw;
            }

            Volatile.Write(ref _renewedAt, began);
            _lost.CancelAfter(Remaining());
            await Task.Delay(_life / Renewals, _client.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
