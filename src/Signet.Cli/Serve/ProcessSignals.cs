using System.Runtime.InteropServices;

namespace Signet.Cli.Serve;

/// <summary>
/// The signals of the process, from the beginning of the start to the end of the drain: SIGTERM, SIGINT and SIGQUIT stop the server,
/// which drains however often they come; SIGHUP reloads; SIGUSR1 and SIGUSR2, which would end the process, do nothing.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    private static readonly PosixSignal[] Stops = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    /// <summary>SIGUSR1 and SIGUSR2 of Linux, by their numbers: .NET has no names for them.</summary>
    private static readonly PosixSignal[] Ignored = OperatingSystem.IsLinux() ? [(PosixSignal)10, (PosixSignal)12] : [];

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _reloading = new();
    private Action? _reload;
    private bool _isReloadAsked;

    private ProcessSignals()
    {
    }

    /// <summary>Ends when the process is told to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Takes all signals from now on.</summary>
    public static ProcessSignals Register()
    {
        var signals = new ProcessSignals();
        foreach (var stop in Stops)
        {
            signals.Handle(stop, signals._stopping.Cancel);
        }

        foreach (var ignored in Ignored)
        {
            signals.Handle(ignored, () => { });
        }

        if (!OperatingSystem.IsWindows())
        {
            signals.Handle(PosixSignal.SIGHUP, signals.Reload);
        }

        return signals;
    }

    /// <summary>What SIGHUP does from now on; done at once when one came during the start.</summary>
    public void OnReload(Action reload)
    {
        lock (_reloading)
        {
            _reload = reload;
            if (_isReloadAsked)
            {
                reload();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stopping.Dispose();
    }

    private void Handle(PosixSignal signal, Action act) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    }));

    private void Reload()
    {
        lock (_reloading)
        {
            _isReloadAsked = true;
            _reload?.Invoke();
        }
    }
}
