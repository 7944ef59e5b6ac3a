using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Signet.Server.Hosting.Systemd;

/// <summary>
/// Tells systemd about a running server: READY=1 when <c>/readyz</c> succeeds for the first time, WATCHDOG=1 at half of the watchdog's time while the
/// server is live, RELOADING=1 and STOPPING=1, and a line for <c>systemctl status</c>.
/// </summary>
internal sealed class ServiceNotifier : IAsyncDisposable
{
    private static readonly TimeSpan ReadinessInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly NotifySocket _socket;
    private readonly SupervisedServer _server;
    private readonly bool _hasWatchdog;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _running;
    private string _status = "";
    private bool _isReady;
    private bool _isStopping;
    private bool _isFailing;
    private bool _isDisposed;

    /// <summary>Begins to notify.</summary>
    /// <param name="socket">The socket of systemd; the caller disposes it.</param>
    /// <param name="server">The server.</param>
    /// <param name="watchdogTimeout">The time without WATCHDOG=1 after which the server is restarted; null without a watchdog.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public ServiceNotifier(NotifySocket socket, SupervisedServer server, TimeSpan? watchdogTimeout, TimeProvider time, ILogger logger)
    {
        (_socket, _server, _hasWatchdog, _time, _logger) = (socket, server, watchdogTimeout is not null, time, logger);
        _interval = watchdogTimeout / 2 ?? StatusInterval;
        _running = RunAsync(_ending.Token);
    }

    /// <summary>Reloads, and tells systemd about the begin and the end (<c>Type=notify-reload</c> needs the time).</summary>
    public void Reload(Action reload)
    {
        // A service that is not ready yet, or that stops, is not in a state that can reload.
        lock (_lock)
        {
            if (!_isReady || _isStopping)
            {
                reload();
                return;
            }

            var now = Stopwatch.GetElapsedTime(0).TotalMicroseconds;
            Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={now:F0}\nSTATUS=Reloading"));
            reload();
            Send($"READY=1\nSTATUS={_status}");
        }
    }

    /// <summary>Tells systemd that the server stops.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopping = true;
            Send("STOPPING=1\nSTATUS=Stopping: requests in progress are completed");
        }

        _ending.Cancel();
    }

    /// <summary>Ends the notifications. Throws when they ended before by a fault: systemd restarts a server without WATCHDOG=1.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        try
        {
            await _running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_running.IsCanceled)
        {
            // The usual end.
        }

        _ending.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // The first check must not delay the caller.
        await Task.Yield();
        while (await FailingChecksAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } failing)
        {
            Tell("", $"Not ready: {failing}");
            await Task.Delay(ReadinessInterval, _time, cancellationToken).ConfigureAwait(false);
        }

        Tell("READY=1\n", _server.Description);
        using var timer = new PeriodicTimer(_interval, _time);
        do
        {
            var fault = _hasWatchdog ? await LivenessFaultAsync(cancellationToken).ConfigureAwait(false) : null;
            if (_hasWatchdog && fault is null)
            {
                Tell("WATCHDOG=1\n", _status);
            }
            else if (fault is not null)
            {
                Log.WatchdogWithheld(_logger, fault);
                Tell("", $"Not live: {fault}");
                continue;
            }

            var failing = await FailingChecksAsync(cancellationToken).ConfigureAwait(false);
            Tell("", failing.Length == 0 ? _server.Description : $"Not ready: {failing}");
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The checks have a quarter of the interval: the next WATCHDOG=1 must not be late.</summary>
    private async ValueTask<string> FailingChecksAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_interval / 4, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return string.Join(", ", await _server.Readiness(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the checks take too long";
        }
    }

    /// <summary>The answer has half of the interval: the watchdog's time has not passed when it comes at the last moment.</summary>
    private async ValueTask<string?> LivenessFaultAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_interval / 2, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _server.Liveness(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer of /livez within {(_interval / 2).TotalSeconds:0.###} s");
        }
    }

    /// <summary>Sends states and the status line; a status line alone is only sent when it has changed.</summary>
    private void Tell(string states, string status)
    {
        lock (_lock)
        {
            var isChanged = status != _status;
            if (_isStopping || (states.Length == 0 && !isChanged))
            {
                return;
            }

            _status = status;
            Send(isChanged ? $"{states}STATUS={status.ReplaceLineEndings(" ")}" : states);
            if (!_isReady && states.StartsWith("READY=1", StringComparison.Ordinal))
            {
                _isReady = true;
                Log.Ready(_logger);
            }
        }
    }

    private void Send(string message)
    {
        var fault = _socket.Send(message);
        if (fault is not null && !_isFailing)
        {
            Log.NotifyFailed(_logger, fault);
        }

        _isFailing = fault is not null;
    }
}
