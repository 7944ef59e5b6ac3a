using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;

namespace Signet.Server.Hosting.Connections;

/// <summary>Events of this room: 9220 to 9239.</summary>
internal static partial class Log
{
    [LogHelp("A connection was closed, because a limit of connections was exceeded. Logged at a bounded rate; the line has the number of those that were not logged.", "Find out which clients open so many. Raise the setting in the line if they are legitimate: [limits of connections](security/attacks.md#limits-of-connections).")]
    [LoggerMessage(9220, LogLevel.Warning, "A connection to the listener of the {Listener} was closed by {Setting}; {Open} are open, and {Dropped} more were closed without a line")]
    public static partial void ConnectionRefused(ILogger logger, string listener, string setting, long open, long dropped);

    [LogHelp("`--tls-cipher-suites` has a suite that Go and kube-apiserver list as insecure. It is used.", "Remove it, unless an old client needs it.")]
    [LoggerMessage(9221, LogLevel.Warning, "Use of insecure cipher '{Cipher}' detected.")]
    public static partial void InsecureCipher(ILogger logger, string cipher);
}
