using System.Net.Sockets;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Server.Hosting.Directories;

namespace Signet.Cli.Keys.Targets;

/// <summary>Connects to the control socket of the server that uses a data directory.</summary>
internal static class ControlClient
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    /// <summary>The target; null when nothing listens: there is no socket, or a killed process has left it.</summary>
    /// <exception cref="CommandException">The socket may not be used.</exception>
    public static async ValueTask<ApiTarget?> TryConnectAsync(OperationKind kind, string directory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, ControlSocket.Name);
        Socket first;
        try
        {
            first = await ControlSocket.ConnectAsync(directory, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new CommandException($"{path}: access is denied; run the command as the user of the server, or as root", inner: exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return null;
        }

        Socket? unused = first;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, token) => new NetworkStream(
                Interlocked.Exchange(ref unused, null) ?? await ControlSocket.ConnectAsync(directory, token).ConfigureAwait(false), ownsSocket: true),
        };
        var http = new HttpClient(handler) { BaseAddress = new Uri("http://signet/"), Timeout = Timeout };
        return new ApiTarget(kind, new ApiConnection(http, path, () => ""));
    }
}
