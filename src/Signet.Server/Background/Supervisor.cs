using Microsoft.Extensions.Logging;

namespace Signet.Server.Background;

/// <summary>Runs one service until cancelled, and restarts it whenever it ends.</summary>
internal sealed class Supervisor
{
    private readonly Lock _lock = new();
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly FaultLog _faultLog;
    private SupervisorState _state;
    private long _starts;
    private long _started;
    private long _faults;
    private int _failures;
    private DateTimeOffset? _failingSince;

    public Supervisor(SupervisedService service, ReplicaRole role, Backoff backoff, TimeProvider time, ILogger logger)
    {
        (Service, Role, _backoff, _time) = (service, role, backoff, time);
        _faultLog = new FaultLog(service.Name, time, logger);
    }

    public SupervisedService Service { get; }

    public ReplicaRole Role { get; }

    public SupervisorSnapshot Snapshot
    {
        get
        {
            lock (_lock)
            {
                return new SupervisorSnapshot(_state, _starts, _faults, IsSettled() ? null : _failingSince);
            }
        }
    }

    /// <summary>Runs the service until cancelled; returns when it has ended.</summary>
    /// <param name="isPrepared">Whether <see cref="SupervisedService.PrepareAsync"/> has already succeeded.</param>
    /// <param name="cancellationToken">Stops the service.</param>
    public async Task RunAsync(bool isPrepared, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_state is SupervisorState.Running or SupervisorState.BackingOff)
            {
                throw new InvalidOperationException($"{Service.Name} runs already");
            }

            (_state, _failures, _failingSince) = (SupervisorState.Running, 0, null);
        }

        try
        {
            // The synchronous part of the service must not delay the caller.
            await Task.Yield();
            while (!cancellationToken.IsCancellationRequested)
            {
                var fault = await TryAsync(isPrepared, cancellationToken).ConfigureAwait(false);
                isPrepared |= fault.IsPrepared;
                if (cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                _faultLog.Service(fault.Exception, NoteFault());
                await Task.Delay(_backoff.DelayAfter(_failures), _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            lock (_lock)
            {
                _state = cancellationToken.IsCancellationRequested ? SupervisorState.Stopped : SupervisorState.Dead;
            }
        }
    }

    private async ValueTask<(bool IsPrepared, Exception? Exception)> TryAsync(bool isPrepared, CancellationToken cancellationToken)
    {
        try
        {
            NoteStart();
            if (!isPrepared)
            {
                await Service.PrepareAsync(cancellationToken).ConfigureAwait(false);
                isPrepared = true;
            }

            await Service.RunAsync(cancellationToken).ConfigureAwait(false);
            return (isPrepared, null);
        }
        catch (Exception exception)
        {
            return (isPrepared, exception);
        }
    }

    private void NoteStart()
    {
        lock (_lock)
        {
            _state = SupervisorState.Running;
            _starts++;
            _started = _time.GetTimestamp();
        }
    }

    /// <summary>Returns the number of consecutive failures.</summary>
    private int NoteFault()
    {
        lock (_lock)
        {
            if (IsSettled())
            {
                (_failures, _failingSince) = (0, null);
            }

            _state = SupervisorState.BackingOff;
            _faults++;
            _failures++;
            _failingSince ??= _time.GetUtcNow();
            return _failures;
        }
    }

    /// <summary>A run that has lasted longer than the maximum backoff resets the number of consecutive failures.</summary>
    private bool IsSettled() => _state == SupervisorState.Running && _time.GetElapsedTime(_started) >= _backoff.Max;
}
