using System.Globalization;
using System.Net.Security;
using System.Text;
using Signet.Testing;

namespace Signet.SystemTests.Load;

/// <summary>Sends a request repeatedly over a few connections with pipelining (RFC 9112, section 9.3.2), and checks every status code.</summary>
internal static class PipelinedRequests
{
    private const int Connections = 8;
    private const int Burst = 50;

    /// <summary>Sends at least a number of requests.</summary>
    public static Task SendAsync(SignetProcess server, string request, int expectedCode, int count) => Task.WhenAll(
        Enumerable.Range(0, Connections).Select(_ => SendManyAsync(server, request, expectedCode, (count + Connections - 1) / Connections)));

    private static async Task SendManyAsync(SignetProcess server, string request, int expectedCode, int count)
    {
        await using var stream = await server.ConnectAsync(SslApplicationProtocol.Http11);
        var burst = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, Burst)));
        var answers = new AnswerReader(stream);
        for (var sent = 0; sent < count; sent += Burst)
        {
            var sending = stream.WriteAsync(burst);
            for (var i = 0; i < Burst; i++)
            {
                var (code, body) = await answers.ReadAsync();
                Assert.True(code == expectedCode, $"{request.Split('\r')[0]}: {code} {body}");
            }

            await sending;
        }
    }

    /// <summary>Reads responses with a Content-Length from a connection.</summary>
    private sealed class AnswerReader(SslStream stream)
    {
        private byte[] _buffer = new byte[64 * 1024];
        private int _start, _end;

        public async ValueTask<(int Code, string Body)> ReadAsync()
        {
            int head;
            while ((head = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
            {
                await FillAsync();
            }

            var text = Encoding.ASCII.GetString(_buffer, _start, head);
            var length = int.Parse(HeaderOf(text, "Content-Length"), CultureInfo.InvariantCulture);
            _start += head + 4;
            while (_end - _start < length)
            {
                await FillAsync();
            }

            var body = Encoding.UTF8.GetString(_buffer, _start, Math.Min(length, 300));
            _start += length;
            return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), body);
        }

        private static string HeaderOf(string head, string name)
        {
            var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
            return line?[(name.Length + 1)..].Trim() ?? throw new InvalidDataException($"no {name} in {head}");
        }

        private async ValueTask FillAsync()
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            }

            using var patience = new CancellationTokenSource(Patience.Limit);
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), patience.Token);
            Assert.True(read > 0, "the server closed the connection");
            _end += read;
        }
    }
}
