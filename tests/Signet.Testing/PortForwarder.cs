using System.Net;
using System.Net.Sockets;

namespace Signet.Testing;

/// <summary>A fixed address in front of a changing server. Keeps its port bound, so that no other process gets it.</summary>
internal sealed class PortForwarder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    private PortForwarder()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The address: <c>https://127.0.0.1:PORT</c>.</summary>
    public Uri Address => new($"https://{_listener.LocalEndpoint}");

    /// <summary>The target of new connections.</summary>
    public Uri? Target { get; set; }

    public static PortForwarder Start() => new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
    }

    private async Task ForwardAsync(TcpClient from)
    {
        using (from)
        using (var to = new TcpClient())
        {
            try
            {
                await to.ConnectAsync(IPAddress.Loopback, Target!.Port, _end.Token);
                await using var near = from.GetStream();
                await using var far = to.GetStream();
                await Task.WhenAny(near.CopyToAsync(far, _end.Token), far.CopyToAsync(near, _end.Token));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The target is not listening, or the test is over: the client gets a closed connection.
            }
        }
    }
}
