using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Systemd;

/// <summary>
/// The listening sockets of a socket unit. The one that is named <c>public</c> (<c>FileDescriptorName=public</c>) serves the issuers' documents, the
/// other one the API. The control socket is never passed: commands find it in the data directory.
/// </summary>
internal sealed partial record PassedSockets
{
    /// <summary>The name of the socket for the issuers' documents.</summary>
    public const string PublicName = "public";

    /// <summary>SD_LISTEN_FDS_START: the first passed descriptor.</summary>
    private const int First = 3;

    /// <summary>F_SETFD and FD_CLOEXEC of fcntl(2).</summary>
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>The socket for the API; null uses the address of the settings.</summary>
    public Socket? Api { get; private init; }

    /// <summary>The socket for the issuers' documents; null uses the address of the settings, if they have one.</summary>
    public Socket? Public { get; private init; }

    /// <summary>Takes the sockets of the environment; the caller owns them.</summary>
    /// <exception cref="StartupException">A descriptor is not a socket, or two sockets have the same use.</exception>
    public static PassedSockets Take(ServiceEnvironment environment) => Of([.. environment.SocketNames.Select((name, index) => (name, First + index))]);

    /// <summary>Takes the sockets of descriptors.</summary>
    internal static PassedSockets Of(IReadOnlyList<(string Name, int Descriptor)> passed)
    {
        var (documents, others) = (passed.Where(one => one.Name == PublicName).ToList(), passed.Where(one => one.Name != PublicName).ToList());
        if (documents.Count > 1 || others.Count > 1)
        {
            throw new StartupException(
                $"the service manager passed {passed.Count} sockets ({string.Join(", ", passed.Select(one => one.Name))}); allowed are one that is named {PublicName} and one other");
        }

        // The API's is opened first: the order of the messages about faults.
        var api = others.Select(Open).SingleOrDefault();
        return new PassedSockets { Api = api, Public = documents.Select(Open).SingleOrDefault() };
    }

    /// <summary>Logs which sockets were passed.</summary>
    public void Tell(ILogger logger)
    {
        if (Api is not null || Public is not null)
        {
            Log.SocketsPassed(logger, string.Join(", ", new[] { Api?.LocalEndPoint, Public?.LocalEndPoint }.OfType<object>()));
        }
    }

    private static Socket Open((string Name, int Descriptor) one)
    {
        // A socket that a child process kept open would still accept connections after the end of the server.
        if (Control(one.Descriptor, SetDescriptorFlags, CloseOnExec) < 0)
        {
            throw new StartupException(
                $"the socket {one.Name} of the service manager (descriptor {one.Descriptor}) cannot be used: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }

        var socket = new Socket(new SafeSocketHandle(one.Descriptor, ownsHandle: true));
        if (socket is { SocketType: SocketType.Stream, LocalEndPoint: IPEndPoint })
        {
            return socket;
        }

        socket.Dispose();
        throw new StartupException($"the socket {one.Name} of the service manager (descriptor {one.Descriptor}) is not a TCP socket");
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);
}
