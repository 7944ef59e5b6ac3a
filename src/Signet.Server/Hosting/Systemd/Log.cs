using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Hosting.Systemd;

/// <summary>Events of this room: 9200 to 9219.</summary>
internal static partial class Log
{
    [LogHelp("systemd has given the server listening sockets, which replace the addresses of the settings.", "Nothing.")]
    [LoggerMessage(9200, LogLevel.Information, "Listening on sockets of the service manager: {Sockets}")]
    public static partial void SocketsPassed(ILogger logger, string sockets);

    [LogHelp("A message to systemd (`NOTIFY_SOCKET`) could not be sent. Logged once until a message can be sent again.", "Check `NotifyAccess=` and the sandbox of the unit. Without READY=1 the unit does not become active; without WATCHDOG=1 it is restarted.")]
    [LoggerMessage(9201, LogLevel.Error, "The service manager could not be notified: {Fault}")]
    public static partial void NotifyFailed(ILogger logger, string fault);

    [LogHelp("The server did not answer its own `/livez`, so that systemd gets no WATCHDOG=1. It restarts the unit when that lasts for `WatchdogSec=`.", "If it repeats, report it with the log before it. If the machine was suspended or overloaded, nothing.")]
    [LoggerMessage(9202, LogLevel.Error, "The server is not live, so WATCHDOG=1 is withheld: {Fault}")]
    public static partial void WatchdogWithheld(ILogger logger, string fault);

    [LogHelp("READY=1 was sent to systemd: `/readyz` succeeds.", "Nothing.")]
    [LoggerMessage(9203, LogLevel.Information, "The service manager was told that the server is ready")]
    public static partial void Ready(ILogger logger);
}
