using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Plain HTTP on the TLS port, unsupported content codings, and streams behind a proxy.</summary>
public sealed class WrongProtocolTests(RunningServer running)
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("DELETE /a HTTP/1.0\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("G")]
    public async Task TlsPort_PlainHttp_IsAnsweredWithAHint(string request)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        socket.Shutdown(SocketShutdown.Send);

        var answer = await ReadAllAsync(socket);

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nClient sent an HTTP request to an HTTPS server.\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TlsPort_PlainHttpWithALongBody_IsReadBeforeItIsClosed()
    {
        using var http = new HttpClient();
        using var body = new ByteArrayContent(new byte[128 * 1024]);
        using var answer = await http.PostAsync(new UriBuilder(running.Server.Address) { Scheme = "http" }.Uri, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Client sent an HTTP request to an HTTPS server.\n", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A connection that sends nothing is closed, and delays no other one.</summary>
    [Fact]
    public async Task TlsPort_Silence_IsClosed()
    {
        using var socket = await ConnectAsync();

        Assert.Equal("", await ReadAllAsync(socket));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, GZIP")]
    public async Task Body_WithContentCoding_IsRefusedByName(string coding)
    {
        using var client = running.Server.CreateClient(asAdministrator: true);
        using var content = new ByteArrayContent(Gzip("""{"metadata":{"name":"coded"}}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using var answer = await client.PostAsync("/api/v1/namespaces/default/serviceaccounts", content);
        var status = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("UnsupportedMediaType", (string?)status["reason"]);
        Assert.Contains($"\"{coding}\"", (string?)status["message"], StringComparison.Ordinal);
        Assert.Equal(["identity"], answer.Headers.GetValues("Accept-Encoding"));
    }

    [Theory]
    [InlineData("PATCH", "application/merge-patch+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("DELETE", "application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("PUT", "application/yaml", HttpStatusCode.UnsupportedMediaType)]
    public async Task Body_WithContentCodingForAnyVerb_IsRefused(string method, string mediaType, HttpStatusCode code)
    {
        using var client = running.Server.CreateClient(asAdministrator: true);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/namespaces/default/serviceaccounts/default") { Content = new ByteArrayContent(Gzip("{}")) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        using var answer = await client.SendAsync(request);

        Assert.Equal(code, answer.StatusCode);
    }

    /// <summary>A coding in the header that was not applied is ignored (recorded: <c>api-media-types</c>).</summary>
    [Theory]
    [InlineData("Identity")]
    [InlineData("gzip")]
    public async Task Body_NotCoded_IsReadWithAnyCodingInTheHeader(string coding)
    {
        using var client = running.Server.CreateClient(asAdministrator: true);
        using var content = new StringContent("""{"spec":{"audiences":["a"]}}""", Encoding.UTF8, "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using var answer = await client.PostAsync("/api/v1/namespaces/default/serviceaccounts/default/token", content);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Watch_Stream_IsNotBufferedByProxies()
    {
        using var client = running.Server.CreateClient(asAdministrator: true);
        using var answer = await client.GetAsync("/api/v1/namespaces?watch=1", HttpCompletionOption.ResponseHeadersRead);
        using var list = await client.GetAsync("/api/v1/namespaces");

        Assert.Equal(["no"], answer.Headers.GetValues("X-Accel-Buffering"));
        Assert.False(list.Headers.Contains("X-Accel-Buffering"));
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(running.Server.Address.Host, running.Server.Address.Port);
        return socket;
    }

    private static async Task<string> ReadAllAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, patience.Token) is var count and > 0)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}
