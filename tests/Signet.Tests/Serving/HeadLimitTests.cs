using System.Net;
using Signet.Server.Http.Receiving;

namespace Signet.Tests.Serving;

/// <summary>
/// Requests far beyond the limits that are answered with a Status: Kestrel reads nothing more, answers without a body, and usually the connection
/// ends. Such requests disturb no other client, and do not fill the log.
/// </summary>
public sealed class HeadLimitTests(RunningServer running)
{
    private const string Start = "GET /version HTTP/1.1\r\nHost: signet\r\n";
    private const int Field = 64 * 1024;

    [Theory]
    [InlineData("a line", "414 URI Too Long")]
    [InlineData("a header", "431 Request Header Fields Too Large")]
    [InlineData("many headers", "431 Request Header Fields Too Large")]
    [InlineData("lines", "431 Request Header Fields Too Large")]
    [InlineData("no request", "400 Bad Request")]
    [InlineData("no header", "400 Bad Request")]
    public async Task Send_MalformedHeadInHttp11_IsAnsweredWithoutABodyAndTheConnectionEnds(string what, string expected)
    {
        var answer = await HandmadeHead.SendAsync(running.Server, what switch
        {
            "a line" => $"GET /{new string('x', RequestLimits.Head)} HTTP/1.1\r\nHost: signet\r\n\r\n",
            "a header" => $"{Start}A: {new string('x', RequestLimits.Head)}\r\n\r\n",
            "many headers" => $"{Start}{Lines(RequestLimits.Head / Field, Field)}\r\n",
            "lines" => $"{Start}{Lines(RequestLimits.HeadLines, 1)}\r\n",
            "no request" => "\0frob\r\n\r\n",
            _ => $"{Start}A\u0001b\r\n\r\n",
        });

        var lines = answer.Split("\r\n");
        Assert.Equal("HTTP/1.1 " + expected, lines[0]);
        Assert.Contains("Content-Length: 0", lines);
        Assert.Contains("Connection: close", lines);
        Assert.Equal(["", ""], lines[^2..]);
        await AssertLivesAsync();
    }

    [Theory]
    [InlineData("a header", "GOAWAY 9")]
    [InlineData("many headers", "431")]
    [InlineData("very many headers", "GOAWAY 1")]
    [InlineData("lines", "431")]
    [InlineData("very many lines", "GOAWAY 1")]
    [InlineData("no header", "GOAWAY 1")]
    public async Task Send_MalformedHeadInHttp2_EndsTheStreamOrTheConnection(string what, string expected)
    {
        var answer = await HandmadeHead.SendAsync(running.Server, what switch
        {
            "a header" => [("a", new string('x', RequestLimits.Head + 1))],
            "many headers" => Fields(RequestLimits.Head / Field, Field),
            "very many headers" => Fields((2 * RequestLimits.Head / Field) + 1, Field),
            "lines" => Fields(RequestLimits.HeadLines, 1),
            "very many lines" => Fields((2 * RequestLimits.HeadLines) + 1, 1),
            _ => [("A", "upper case")],
        });

        Assert.Equal(expected, answer);
        await AssertLivesAsync();
    }

    private static string Lines(int count, int size) => string.Concat(Fields(count, size).Select(field => $"{field.Name}: {field.Value}\r\n"));

    private static IEnumerable<(string Name, string Value)> Fields(int count, int size) =>
        Enumerable.Range(0, count).Select(i => ($"a{i}", new string('x', size)));

    private async Task AssertLivesAsync()
    {
        Assert.Equal(HttpStatusCode.OK, (await running.Admin.GetAsync("/version")).Code);

        // What Kestrel says of requests and connections; that its heartbeat is late, on a busy machine, is another matter.
        Assert.DoesNotContain("Kestrel.", running.Server.Errors, StringComparison.Ordinal);
    }
}
