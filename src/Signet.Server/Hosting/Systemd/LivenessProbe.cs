using System.Net;
using System.Net.Sockets;
using Signet.Server.Hosting.Directories;

namespace Signet.Server.Hosting.Systemd;

/// <summary>
/// Asks a server for <c>/livez</c> through its control socket, each time by a new connection: so the accept loop, the thread pool and the pipeline have
/// to work. Not through the address of the API, which can be at another machine at the time (a virtual address), or behind a packet filter.
/// </summary>
internal sealed class LivenessProbe : IDisposable
{
    private static readonly Uri Path = new("http://signet/livez");
    private readonly HttpClient _client;

    /// <param name="directory">The data directory with the control socket.</param>
    public LivenessProbe(string directory)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = async (_, token) => new NetworkStream(await ControlSocket.ConnectAsync(directory, token).ConfigureAwait(false), ownsSocket: true),
        };
        _client = new HttpClient(handler);
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("signet-watchdog");
    }

    /// <summary>Asks once; returns why the server is not live, or null.</summary>
    /// <param name="cancellationToken">The time limit.</param>
    public async ValueTask<string?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(Path, cancellationToken).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK ? null : $"/livez answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return $"/livez cannot be read: {exception.Message}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
