using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Signet.Server.Background;

/// <summary>
/// Runs all background services: those of every replica while the server runs, those of the leader while this replica leads. The only
/// hosted service of the product besides the web server.
/// </summary>
internal sealed class BackgroundHost : IHostedLifecycleService, IAsyncDisposable
{
    private readonly ILeadership _leadership;
    private readonly TimeProvider _time;
    private readonly ILogger<BackgroundHost> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _resigning = new();
    private readonly List<Task> _running = [];
    private Task<ILeadershipTerm>? _attempt;
    private bool _isDisposed;
    private bool _isLeading;

    public BackgroundHost(
        IEnumerable<BackgroundRegistration> registrations, ILeadership leadership, IServiceProvider provider, TimeProvider time, ILogger<BackgroundHost> logger)
    {
        (_leadership, _time, _logger) = (leadership, time, logger);
        Supervisors = [.. registrations.Select(one => new Supervisor(one.Create(provider), one.Role, Backoff.OfServices, time, logger))];
    }

    /// <summary>Whether the services of the leader run here.</summary>
    public bool IsLeading => Volatile.Read(ref _isLeading);

    /// <summary>All services, in the order of registration.</summary>
    public IReadOnlyList<Supervisor> Supervisors { get; }

    /// <summary>
    /// Starts the services. Returns when they are prepared; the leader's services are included if this replica leads at once, or if no replica has
    /// prepared them yet and this one becomes the leader.
    /// </summary>
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

            var acquired = await LeadOrWaitUntilPreparedAsync(cancellationToken).ConfigureAwait(false);
            var isPrepared = acquired.IsCompletedSuccessfully;
            if (isPrepared)
            {
                foreach (var supervisor in Of(ReplicaRole.Leader))
                {
                    await supervisor.Service.PrepareAsync(cancellationToken).ConfigureAwait(false);
                }

                await _leadership.NotePreparedAsync(cancellationToken).ConfigureAwait(false);
            }

            _running.Add(LeadAsync(acquired, isPrepared));
        }
        catch
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            await GiveUpAsync(_attempt).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>When the server begins to stop, another replica can lead; the services of every replica run until the last request has ended.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _leadership.IsShared ? _resigning.CancelAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _resigning.CancelAsync().ConfigureAwait(false);
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
        _resigning.Dispose();
        _stopping.Dispose();
    }

    private IEnumerable<Supervisor> Of(ReplicaRole role) => Supervisors.Where(supervisor => supervisor.Role == role);

    /// <summary>
    /// Returns the last attempt to lead: when it has succeeded, or when a leader has prepared its services. A failed attempt is repeated until then.
    /// </summary>
    private async Task<Task<ILeadershipTerm>> LeadOrWaitUntilPreparedAsync(CancellationToken cancellationToken)
    {
        var acquired = _attempt = AcquireAsync();
        if (acquired.IsCompletedSuccessfully)
        {
            return acquired;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _resigning.Token);
        var prepared = _leadership.WaitUntilPreparedAsync(waiting.Token).AsTask();
        for (var failures = 1; await Task.WhenAny(prepared, acquired).ConfigureAwait(false) == acquired && acquired.IsFaulted; failures++)
        {
            Log.LeadershipFailed(_logger, acquired.Exception!.GetBaseException());
            var delay = Task.Delay(Backoff.OfServices.DelayAfter(failures), _time, waiting.Token);
            if (await Task.WhenAny(prepared, delay).ConfigureAwait(false) == prepared)
            {
                break;
            }

            await delay.ConfigureAwait(false);
            acquired = _attempt = AcquireAsync();
        }

        if (prepared.IsCompleted)
        {
            await prepared.ConfigureAwait(false);
        }
        else
        {
            await waiting.CancelAsync().ConfigureAwait(false);
            await ((Task)prepared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return acquired;
    }

    /// <summary>Ends the term of a start that failed.</summary>
    private static async Task GiveUpAsync(Task<ILeadershipTerm>? acquired)
    {
        if (acquired is not null)
        {
            await ((Task)acquired).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (acquired.IsCompletedSuccessfully)
            {
                var term = await acquired.ConfigureAwait(false);
                await term.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task LeadAsync(Task<ILeadershipTerm> acquired, bool isPrepared)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await LeadOneTermAsync(await acquired.ConfigureAwait(false), isPrepared).ConfigureAwait(false);
                failures = 0;
            }
            catch (Exception exception) when (!_resigning.IsCancellationRequested)
            {
                Log.LeadershipFailed(_logger, exception);
                await Task.Delay(Backoff.OfServices.DelayAfter(failures), _time, _resigning.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (_resigning.IsCancellationRequested)
            {
                return;
            }

            isPrepared = false;
            acquired = AcquireAsync();
        }
    }

    private async Task<ILeadershipTerm> AcquireAsync() => await _leadership.AcquireAsync(_resigning.Token).ConfigureAwait(false);

    private async Task LeadOneTermAsync(ILeadershipTerm term, bool isPrepared)
    {
        await using var held = term.ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(term.Lost, _resigning.Token);
        Log.LeadershipGained(_logger);
        Volatile.Write(ref _isLeading, true);
        await Task.WhenAll(Of(ReplicaRole.Leader).Select(supervisor => supervisor.RunAsync(isPrepared, end.Token))).ConfigureAwait(false);
        Volatile.Write(ref _isLeading, false);
        Log.LeadershipLost(_logger);
    }
}
