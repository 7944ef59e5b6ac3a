using Microsoft.Extensions.Logging;

namespace Signet.Server.Background;

/// <summary>Runs one service again and again until cancelled, however it ends.</summary>
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

    /// <summary>A supervisor that runs nothing yet.</summary>
    public Supervisor(SupervisedService service, ReplicaRole role, Backoff backoff, TimeProvider time, ILogger logger)
    {
        (Service, Role, _backoff, _time) = (service, role, backoff, time);
        _faultLog = new FaultLog(service.Name, time, logger);
    }

    /// <summary>The service.</summary>
    public SupervisedService Service { get; }

    /// <summary>Where it runs.</summary>
    public ReplicaRole Role { get; }

    /// <summary>Its state.</summary>
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
    /// <param name="isPrepared">Whether <see cref="SupervisedService.PrepareAsync"/> has succeeded already.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
            // What the service does before its first await must not hold up whoever starts it.
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

    /// <summary>Returns how often it has failed in a row.</summary>
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

    /// <summary>A run that has lasted longer than the longest backoff ends the row of failures.</summary>
    private bool IsSettled() => _state == SupervisorState.Running && _time.GetElapsedTime(_started) >= _backoff.Max;
}
