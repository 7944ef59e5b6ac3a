using System.Runtime.InteropServices;

namespace Signet.Cli.Serve;

/// <summary>
/// The signals of the process, from its beginning until it is gone: SIGTERM, SIGINT and SIGQUIT stop the server, which drains however
/// often they come; SIGHUP reloads; SIGUSR1 and SIGUSR2, which would end the process, do nothing.
/// </summary>
internal static partial class ProcessSignals
{
    /// <summary>SIG_DFL of Linux.</summary>
    private const nint DefaultDisposition = 0;

    /// <summary>SIGHUP, SIGINT, SIGQUIT and SIGTERM of Linux.</summary>
    private static readonly int[] Numbers = [1, 2, 3, 15];

    private static readonly PosixSignal[] Stops = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    /// <summary>SIGUSR1 and SIGUSR2 of Linux, by their numbers: .NET has no names for them.</summary>
    private static readonly PosixSignal[] Ignored = OperatingSystem.IsLinux() ? [(PosixSignal)10, (PosixSignal)12] : [];

    /// <summary>Never disposed of: that would give the signals back to the system while the process ends.</summary>
    private static readonly List<PosixSignalRegistration> Registrations = [];

    private static readonly CancellationTokenSource Stop = new();
    private static readonly Lock Reloading = new();
    private static Action? _reload;
    private static bool _isReloadAsked;

    /// <summary>Canceled when the process is told to stop.</summary>
    public static CancellationToken Stopping => Stop.Token;

    /// <summary>Takes all signals from now on.</summary>
    public static void Register()
    {
        if (OperatingSystem.IsLinux())
        {
            // nohup starts a process with SIGHUP ignored, a shell without job control its background jobs with SIGINT and SIGQUIT ignored; the
            // runtime leaves that as it is.
            foreach (var number in Numbers)
            {
                _ = SetDisposition(number, DefaultDisposition);
            }
        }

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

    /// <summary>What SIGHUP does from now on; done at once when one came during the start.</summary>
    public static void OnReload(Action reload)
    {
        lock (Reloading)
        {
            _reload = reload;
            if (_isReloadAsked)
            {
                reload();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetDisposition(int signal, nint disposition);

    private static void Handle(PosixSignal signal, Action act) => Registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    }));

    private static void Reload()
    {
        lock (Reloading)
        {
            _isReloadAsked = true;
            _reload?.Invoke();
        }
    }
}
