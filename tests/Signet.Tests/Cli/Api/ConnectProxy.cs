using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Signet.Tests.Cli.Api;

/// <summary>A real HTTP proxy for one connection by CONNECT (RFC 9110, section 9.3.6).</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task<string> _served;

    public ConnectProxy()
    {
        _listener.Start();
        _served = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The first line of the request, when the connection has ended.</summary>
    public Task<string> RequestLineAsync() => _served;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        try
        {
            await _served;
        }
        catch (SocketException)
        {
            // Nothing has connected.
        }
    }

    private async Task<string> ServeAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var head = new StringBuilder();
        var letter = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(letter) > 0)
        {
            head.Append((char)letter[0]);
        }

        var line = head.ToString().Split("\r\n")[0];
        using var target = new TcpClient();
        await target.ConnectAsync(IPEndPoint.Parse(line.Split(' ')[1]));
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        await Task.WhenAny(stream.CopyToAsync(target.GetStream()), target.GetStream().CopyToAsync(stream));
        return line;
    }
}
