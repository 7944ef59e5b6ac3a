using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Signet.Conformance.Http;

/// <summary>
/// An HTTP/1.1 connection over TLS without an HTTP library, because scenarios send requests that libraries do not: duplicate headers, additional
/// spaces, paths that are not normalized.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly SslStream _tls;
    private readonly BufferedStream _input;
    private readonly string _host;

    private RawConnection(TcpClient tcp, SslStream tls, string host) =>
        (_tcp, _tls, _input, _host) = (tcp, tls, new BufferedStream(tls, 16 * 1024), host);

    /// <summary>Connects and verifies the certificate of the server.</summary>
    public static async Task<RawConnection> OpenAsync(Uri server, SslClientAuthenticationOptions tls, CancellationToken cancellationToken)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(server.Host, server.Port, cancellationToken);
        var stream = new SslStream(tcp.GetStream());
        await stream.AuthenticateAsClientAsync(tls, cancellationToken);
        return new RawConnection(tcp, stream, server.Authority);
    }

    /// <summary>Sends a request and reads the response.</summary>
    public async Task<RawResponse> SendAsync(RawRequest request, CancellationToken cancellationToken)
    {
        var head = await BeginAsync(request, cancellationToken);
        using var body = new MemoryStream();
        await foreach (var part in ReadBodyAsync(request, head, cancellationToken))
        {
            body.Write(part);
        }

        return (head with { Body = body.ToArray() }).Unpacked();
    }

    /// <summary>Sends a request and reads the head of the response; <see cref="ReadLinesAsync"/> reads its body.</summary>
    public async Task<RawResponse> BeginAsync(RawRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _tls.WriteAsync(request.Encode(_host), cancellationToken);
            await _tls.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // A server may answer (413) and close before it has read the whole body; the response is read below.
        }

        while (true)
        {
            var status = (await ReadLineAsync(cancellationToken)).Split(' ', 3);
            if (status.Length < 2 || !int.TryParse(status[1], NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                throw new IOException($"'{string.Join(' ', status)}' is no status line");
            }

            var headers = new List<KeyValuePair<string, string>>();
            while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                headers.Add(KeyValuePair.Create(line[..colon], line[(colon + 1)..].Trim()));
            }

            if (code is < 100 or >= 200)
            {
                return new RawResponse(code, headers);
            }
        }
    }

    /// <summary>Reads the lines of the body of a response as they arrive.</summary>
    public async IAsyncEnumerable<string> ReadLinesAsync(
        RawRequest request, RawResponse head, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var line = new MemoryStream();
        await foreach (var part in ReadBodyAsync(request, head, cancellationToken))
        {
            foreach (var one in part)
            {
                if (one != '\n')
                {
                    line.WriteByte(one);
                    continue;
                }

                yield return Encoding.UTF8.GetString(line.ToArray());
                line.SetLength(0);
            }
        }

        if (line.Length > 0)
        {
            yield return Encoding.UTF8.GetString(line.ToArray());
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _input.DisposeAsync();
        _tcp.Dispose();
    }

    private async IAsyncEnumerable<byte[]> ReadBodyAsync(
        RawRequest request, RawResponse head, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Method == "HEAD" || head.Status is 204 or 304)
        {
            yield break;
        }

        if (head.Header("transfer-encoding") == "chunked")
        {
            while (await ReadChunkSizeAsync(cancellationToken) is > 0 and var size)
            {
                yield return await ReadAsync(size, cancellationToken);
                await ReadLineAsync(cancellationToken);
            }

            await ReadLineAsync(cancellationToken);
        }
        else if (head.Header("content-length") is { } length)
        {
            yield return await ReadAsync(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture), cancellationToken);
        }
        else
        {
            var buffer = new byte[16 * 1024];
            while (await _input.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                yield return buffer[..count];
            }
        }
    }

    private async Task<byte[]> ReadAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await _input.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>(80);
        var one = new byte[1];
        while (await _input.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        throw new EndOfStreamException("the server closed the connection");
    }

    private async Task<int> ReadChunkSizeAsync(CancellationToken cancellationToken) =>
        int.Parse((await ReadLineAsync(cancellationToken)).Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
