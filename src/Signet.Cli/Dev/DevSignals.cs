using System.Runtime.InteropServices;
using Signet.Cli.Commands;

namespace Signet.Cli.Dev;

/// <summary>
/// Handles the signals of <c>signet dev</c> until it is disposed: SIGTERM and SIGHUP stop it. SIGINT and SIGQUIT stop it, too, unless it runs a command: a
/// terminal sends them to the command as well, which decides whether it ends.
/// </summary>
internal sealed class DevSignals : IDisposable
{
    /// <summary>SIGINT and SIGQUIT on Linux. An ignored SIGHUP stays ignored: nohup asks for it.</summary>
    private static readonly int[] Numbers = [2, 3];

    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Registers the handlers.</summary>
    /// <param name="hasCommand">Whether another command is run.</param>
    public DevSignals(bool hasCommand)
    {
        Signals.Reset(Numbers);
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _registrations.Add(Signals.Handle(signal, _stop.Cancel));
        }

        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _registrations.Add(Signals.Handle(signal, hasCommand ? () => { } : _stop.Cancel));
        }
    }

    /// <summary>Cancelled by a signal that stops the command.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }
}
