using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Signet.Testing;

/// <summary>A TCP connection between a client and a server on loopback that loses requests or answers on demand.</summary>
internal sealed class FaultyLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly int _target;
    private readonly Task _accepting;
    private long _lost;

    private FaultyLink(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port of the link.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether what the client sends is lost.</summary>
    public bool LosesRequests { get; set; }

    /// <summary>Whether what the server sends is lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Whether new connections are closed at once.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The number of lost bytes.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public static FaultyLink To(int port) => new(port);

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
            _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token));
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
                if (IsClosed)
                {
                    return;
                }

                await to.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
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
