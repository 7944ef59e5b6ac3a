using System.Runtime.InteropServices;

namespace Signet.Cli.Commands;

/// <summary>The actions of signals.</summary>
internal static partial class Signals
{
    /// <summary>SIG_DFL on Linux.</summary>
    private const nint Default = 0;

    /// <summary>
    /// Ends the ignoring of signals, so that handlers get them: nohup starts a process with SIGHUP ignored, and a shell without job control starts background
    /// jobs with SIGINT and SIGQUIT ignored; the runtime keeps these dispositions.
    /// </summary>
    /// <param name="signals">Their numbers on Linux. Elsewhere nothing is done.</param>
    public static void Reset(params ReadOnlySpan<int> signals)
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (var signal in signals)
            {
                _ = Set(signal, Default);
            }
        }
    }

    /// <summary>Handles a signal in place of its default action until the registration is disposed.</summary>
    public static PosixSignalRegistration Handle(PosixSignal signal, Action act) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    });

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Set(int signal, nint disposition);
}
