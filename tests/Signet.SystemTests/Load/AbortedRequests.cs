using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Signet.Testing;

namespace Signet.SystemTests.Load;

/// <summary>Requests, connections and handshakes that a client aborts.</summary>
internal static class AbortedRequests
{
    private const int AtOnce = 32;
    private const int Attempts = 100;
    private static readonly byte[] TooLarge = new byte[4_000_000];

    /// <summary>HTTP/2 streams that are reset while their body is sent.</summary>
    public static Task InBodyAsync(HttpClient client, string path, int count) => RepeatAsync(count, async () =>
    {
        using var stop = new CancellationTokenSource();
        using var content = new UnfinishedContent(() => stop.CancelAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Version = HttpVersion.Version20 };
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(request, stop.Token));
        if (!content.HasBegun)
        {
            throw new HttpRequestException("the connection ended before the request began", thrown);
        }
    });

    /// <summary>Bodies with a Content-Length over the limit; the server answers before it reads them.</summary>
    public static async Task TooLargeAsync(HttpClient client, string path, int count)
    {
        var refused = 0;
        await RepeatAsync(count, async () =>
        {
            using var content = new ByteArrayContent(TooLarge) { Headers = { ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Version = HttpVersion.Version20 };
            request.Headers.ExpectContinue = true;
            try
            {
                using var answer = await client.SendAsync(request);
                Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
                Interlocked.Increment(ref refused);
            }
            catch (OperationCanceledException)
            {
                // The server resets the stream after its answer, and the client may notice that first.
            }
        });
        Assert.True(refused > 0, "no body was refused");
    }

    /// <summary>HTTP/2 streams that are reset during the response, for a large response or a watch.</summary>
    public static Task InAnswerAsync(HttpClient client, string path, int count) => RepeatAsync(count, async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version20 };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    });

    /// <summary>HTTP/1.1 connections that are closed after some bytes: a part of a request, or a request with a large response.</summary>
    public static Task ConnectionsAsync(SignetProcess server, string sent, int count) => RepeatAsync(count, async () =>
    {
        await using var stream = await server.ConnectAsync(SslApplicationProtocol.Http11);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(sent));
    });

    /// <summary>Connections without TLS, closed or reset after some bytes: a part of a handshake, or other data.</summary>
    public static Task SocketsAsync(SignetProcess server, byte[] sent, bool isReset, int count) => RepeatAsync(count, async () =>
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (isReset)
        {
            socket.LingerState = new LingerOption(true, 0);
        }

        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        await socket.SendAsync(sent);
    });

    private static Task RepeatAsync(int count, Func<Task> act) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await act();
                    return;
                }
                catch (HttpRequestException) when (attempt < Attempts)
                {
                    // Kestrel closes a connection with too many resets at once; the next attempt opens another one.
                }
            }
        });

    /// <summary>Sends only the first part of a body.</summary>
    private sealed class UnfinishedContent : HttpContent
    {
        private readonly Func<Task> _begun;

        public UnfinishedContent(Func<Task> begun)
        {
            _begun = begun;
            Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        }

        public bool HasBegun { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync("{\"metadata\":{"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            HasBegun = true;
            await _begun();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
