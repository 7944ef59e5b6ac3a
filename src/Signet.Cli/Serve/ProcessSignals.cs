using System.Runtime.InteropServices;
using Signet.Cli.Commands;

namespace Signet.Cli.Serve;

/// <summary>
/// Handles the signals of the process from its start to its end: SIGTERM, SIGINT and SIGQUIT stop the server gracefully, also when they are repeated;
/// SIGHUP reloads; SIGUSR1 and SIGUSR2, which would end the process, are ignored.
/// </summary>
internal static class ProcessSignals
{
    /// <summary>SIGHUP, SIGINT, SIGQUIT and SIGTERM on Linux.</summary>
    private static readonly int[] Numbers = [1, 2, 3, 15];

    private static readonly PosixSignal[] Stops = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    /// <summary>SIGUSR1 and SIGUSR2 on Linux by number, because .NET has no names for them.</summary>
    private static readonly PosixSignal[] Ignored = OperatingSystem.IsLinux() ? [(PosixSignal)10, (PosixSignal)12] : [];

    /// <summary>Never disposed: that would restore the default actions while the process ends.</summary>
    private static readonly List<PosixSignalRegistration> Registrations = [];

    private static readonly CancellationTokenSource Stop = new();
    private static readonly Lock Reloading = new();
    private static Action? _reload;
    private static bool _isReloadRequested;

    /// <summary>Cancelled when the process receives a signal to stop.</summary>
    public static CancellationToken Stopping => Stop.Token;

    /// <summary>Registers the handlers.</summary>
    public static void Register()
    {
        Signals.Reset(Numbers);
        foreach (var stop in Stops)
        {
            Handle(stop, Stop.Cancel);
        }

        foreach (var ignored in Ignored)
        {
            Handle(ignored, () => { });
        }

        if (!OperatingSystem.IsWindows())
        {
            Handle(PosixSignal.SIGHUP, Reload);
        }
    }

    /// <summary>Sets the action of SIGHUP; runs it at once when the signal came during the start.</summary>
    public static void OnReload(Action reload)
    {
        lock (Reloading)
        {
            _reload = reload;
            if (_isReloadRequested)
            {
                reload();
            }
        }
    }

    private static void Handle(PosixSignal signal, Action act) => Registrations.Add(Signals.Handle(signal, act));

    private static void Reload()
    {
        lock (Reloading)
        {
            _isReloadRequested = true;
            _reload?.Invoke();
        }
    }
}
