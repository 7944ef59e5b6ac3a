using System.Globalization;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Systemd;

/// <summary>What systemd tells a service by variables: sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3).</summary>
internal sealed record ServiceEnvironment
{
    private const string NotifySocketName = "NOTIFY_SOCKET";
    private const string WatchdogName = "WATCHDOG_USEC";
    private const string WatchdogProcessName = "WATCHDOG_PID";
    private const string DescriptorsName = "LISTEN_FDS";
    private const string DescriptorsProcessName = "LISTEN_PID";
    private const string DescriptorNamesName = "LISTEN_FDNAMES";

    /// <summary>The largest number of sockets that is accepted; a service has two.</summary>
    private const int MaxDescriptors = 64;

    /// <summary>The variables, which a process does not pass on to its children.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [NotifySocketName, WatchdogName, WatchdogProcessName, DescriptorsName, DescriptorsProcessName, DescriptorNamesName];

    /// <summary>The address of the socket for messages; null when none are expected.</summary>
    public string? NotifySocket { get; private init; }

    /// <summary>The time without WATCHDOG=1 after which the service is restarted; null without a watchdog.</summary>
    public TimeSpan? WatchdogTimeout { get; private init; }

    /// <summary>The names of the passed sockets, which are the descriptors from 3 on; a socket without a name has <c>unknown</c>.</summary>
    public IReadOnlyList<string> SocketNames { get; private init; } = [];

    /// <summary>Reads the variables. Those for another process are ignored, as in libsystemd.</summary>
    /// <param name="variable">The value of a variable.</param>
    /// <param name="processId">The id of this process.</param>
    /// <exception cref="StartupException">A variable has a value that systemd does not set.</exception>
    public static ServiceEnvironment Read(Func<string, string?> variable, int processId)
    {
        var socket = variable(NotifySocketName);
        return new ServiceEnvironment
        {
            NotifySocket = string.IsNullOrEmpty(socket) ? null : socket,
            WatchdogTimeout = ReadWatchdog(variable, processId),
            SocketNames = ReadSockets(variable, processId),
        };
    }

    private static TimeSpan? ReadWatchdog(Func<string, string?> variable, int processId)
    {
        if (variable(WatchdogName) is not { Length: > 0 } text || !IsFor(variable(WatchdogProcessName), processId, whenAbsent: true))
        {
            return null;
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds is > 0 and <= int.MaxValue * 1000UL
            ? TimeSpan.FromMicroseconds(microseconds)
            : throw new StartupException($"{WatchdogName}: '{text}' is not a number of microseconds between 1 and {int.MaxValue * 1000UL}");
    }

    private static string[] ReadSockets(Func<string, string?> variable, int processId)
    {
        if (variable(DescriptorsName) is not { Length: > 0 } text || !IsFor(variable(DescriptorsProcessName), processId, whenAbsent: false))
        {
            return [];
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MaxDescriptors)
        {
            throw new StartupException($"{DescriptorsName}: '{text}' is not a number of sockets between 0 and {MaxDescriptors}");
        }

        var names = variable(DescriptorNamesName) is { Length: > 0 } list ? list.Split(':') : [];
        return names.Length == count || names.Length == 0
            ? [.. Enumerable.Range(0, count).Select(index => index < names.Length ? names[index] : "unknown")]
            : throw new StartupException($"{DescriptorNamesName} has {names.Length} names for {count} sockets ({DescriptorsName})");
    }

    private static bool IsFor(string? process, int processId, bool whenAbsent) => string.IsNullOrEmpty(process)
        ? whenAbsent
        : process == processId.ToString(CultureInfo.InvariantCulture);
}
