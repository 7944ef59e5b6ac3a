using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Signet.Testing;

/// <summary>
/// A fixed address on loopback in front of a server, which may change; loses requests or answers on demand. Keeps its port bound, so that no other process
/// gets it.
/// </summary>
internal sealed class FaultyLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Task _accepting;
    private long _lost;

    private FaultyLink(int? target)
    {
        Target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port of the link.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The address of a server that has HTTPS: <c>https://127.0.0.1:PORT</c>.</summary>
    public Uri HttpsAddress => new($"https://{_listener.LocalEndpoint}");

    /// <summary>The port of the server for new connections; null closes them at once.</summary>
    public int? Target { get; set; }

    /// <summary>Whether what the client sends is lost.</summary>
    public bool LosesRequests { get; set; }

    /// <summary>Whether what the server sends is lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Whether new connections are closed at once.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The number of lost bytes.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public static FaultyLink To(int port) => new(port);

    /// <summary>A link whose server does not exist yet.</summary>
    public static FaultyLink ToLater() => new(null);

    /// <summary>Closes all connections, and loses nothing any more. Bytes are missing in connections that have lost some, so they cannot go on.</summary>
    public void CutAndMend()
    {
        foreach (var (client, _) in _open)
        {
            client.Close();
        }

        (LosesRequests, LosesAnswers, IsClosed) = (false, false, false);
    }

    /// <summary>Closes all connections and refuses new ones.</summary>
    public void CutOff()
    {
        IsClosed = true;
        foreach (var (client, _) in _open)
        {
            client.Close();
        }
    }

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
            try
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (SocketException)
            {
                // The client has gone before it was accepted, or the process has no descriptor left for a moment.
            }
        }
    }

    private async Task ForwardAsync(TcpClient from)
    {
        using (from)
        using (var to = new TcpClient { NoDelay = true })
        {
            from.NoDelay = true;
            _open[from] = true;
            try
            {
                if (IsClosed || Target is not { } target)
                {
                    return;
                }

                await to.ConnectAsync(IPAddress.Loopback, target, _end.Token);
                await Task.WhenAny(
                    CopyAsync(from.GetStream(), to.GetStream(), () => LosesRequests), CopyAsync(to.GetStream(), from.GetStream(), () => LosesAnswers));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or InvalidOperationException)
            {
                // The target does not listen, the connection was cut, or the test is over.
            }
            finally
            {
                _open.TryRemove(from, out _);
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Func<bool> isLost)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _end.Token) is var read and > 0)
            {
                if (isLost())
                {
                    Interlocked.Add(ref _lost, read);
                }
                else
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection was cut, or the test is over.
        }
    }
}
