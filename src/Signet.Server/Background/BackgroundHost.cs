using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Signet.Server.Background;

/// <summary>
/// Runs all background services: those of every replica while the server runs, those of the leader while this replica leads. The only
/// hosted service of the product besides the web server.
/// </summary>
internal sealed class BackgroundHost : IHostedService, IAsyncDisposable
{
    private readonly ILeadership _leadership;
    private readonly TimeProvider _time;
    private readonly ILogger<BackgroundHost> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private bool _isDisposed;

    public BackgroundHost(
        IEnumerable<BackgroundRegistration> registrations, ILeadership leadership, IServiceProvider provider, TimeProvider time, ILogger<BackgroundHost> logger)
    {
        (_leadership, _time, _logger) = (leadership, time, logger);
        Supervisors = [.. registrations.Select(one => new Supervisor(one.Create(provider), one.Role, Backoff.OfServices, time, logger))];
    }

    /// <summary>All services, in the order of registration.</summary>
    public IReadOnlyList<Supervisor> Supervisors { get; }

    /// <summary>Starts the services. Returns when they are prepared; the leader's services are included only if this replica leads at once.</summary>
    /// <exception cref="Exception">A service could not be prepared; all services have stopped.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var supervisor in Of(ReplicaRole.EveryReplica))
            {
                await supervisor.Service.PrepareAsync(cancellationToken).ConfigureAwait(false);
                _running.Add(supervisor.RunAsync(isPrepared: true, _stopping.Token));
            }

            if (!Of(ReplicaRole.Leader).Any())
            {
                // A term without services would end at once, and the next one would begin.
                return;
            }

            var acquired = _leadership.AcquireAsync(_stopping.Token).AsTask();
            if (acquired.IsCompletedSuccessfully)
            {
                foreach (var supervisor in Of(ReplicaRole.Leader))
                {
                    await supervisor.Service.PrepareAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            _running.Add(LeadAsync(acquired, isPrepared: acquired.IsCompletedSuccessfully));
        }
        catch
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Also stops the services of a server whose start failed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private IEnumerable<Supervisor> Of(ReplicaRole role) => Supervisors.Where(supervisor => supervisor.Role == role);

    private async Task LeadAsync(Task<ILeadershipTerm> acquired, bool isPrepared)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await LeadOneTermAsync(await acquired.ConfigureAwait(false), isPrepared).ConfigureAwait(false);
                failures = 0;
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                Log.LeadershipFailed(_logger, exception);
                await Task.Delay(Backoff.OfServices.DelayAfter(failures), _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            isPrepared = false;
            acquired = AcquireAsync();
        }
    }

    private async Task<ILeadershipTerm> AcquireAsync() => await _leadership.AcquireAsync(_stopping.Token).ConfigureAwait(false);

    private async Task LeadOneTermAsync(ILeadershipTerm term, bool isPrepared)
    {
        await using var held = term.ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(term.Lost, _stopping.Token);
        Log.LeadershipGained(_logger);
        await Task.WhenAll(Of(ReplicaRole.Leader).Select(supervisor => supervisor.RunAsync(isPrepared, end.Token))).ConfigureAwait(false);
        Log.LeadershipLost(_logger);
    }
}
