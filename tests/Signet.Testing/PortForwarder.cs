using System.Net;
using System.Net.Sockets;

namespace Signet.Testing;

/// <summary>An address that stays the same while what answers there changes; its port is taken all the time, so that nobody else gets it.</summary>
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

    /// <summary>Where it listens: <c>https://127.0.0.1:PORT</c>.</summary>
    public Uri Address => new($"https://{_listener.LocalEndpoint}");

    /// <summary>Where connections go from now on.</summary>
    public Uri? Target { get; set; }

    /// <summary>Starts one.</summary>
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
                // Nobody answers there now, or the test is over: the client sees its connection closed.
            }
        }
    }
}
