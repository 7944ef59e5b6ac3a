using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Signet.Testing;

/// <summary>A collector of OTLP over HTTP (protobuf) or gRPC on a free port, without TLS.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private int _requests;

    private OtlpCollector(WebApplication application) => _application = application;

    /// <summary>The address: <c>http://127.0.0.1:PORT</c>.</summary>
    public string Address => _application.Urls.Single();

    /// <summary>Runs before each answer: may throw, wait or set the status code.</summary>
    public Func<HttpContext, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>The number of requests.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The headers of the last request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>The spans so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    /// <summary>All that was received, for searches.</summary>
    public string Received => string.Concat(_bodies.Select(System.Text.Encoding.Latin1.GetString));

    /// <summary>Starts a collector.</summary>
    /// <param name="isGrpc">Whether it serves gRPC.</param>
    public static async Task<OtlpCollector> StartAsync(bool isGrpc = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var application = builder.Build();
        var collector = new OtlpCollector(application);
        application.Run(http => collector.ReceiveAsync(http, isGrpc));
        await application.StartAsync();
        return collector;
    }

    /// <summary>Waits for a span.</summary>
    public async Task<OtlpSpan> UntilAsync(Func<OtlpSpan, bool> isIt)
    {
        await Patience.UntilAsync(() => Task.FromResult(_spans.Any(isIt)), "the collector has the span");
        return _spans.First(isIt);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http, bool isGrpc)
    {
        Interlocked.Increment(ref _requests);
        Headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        await Before(http);
        if (http.Response.StatusCode != StatusCodes.Status200OK)
        {
            return;
        }

        var message = body.ToArray()[(isGrpc ? 5 : 0)..];
        _bodies.Enqueue(message);
        foreach (var span in OtlpReader.Read(message))
        {
            _spans.Enqueue(span);
        }

        http.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (isGrpc)
        {
            await http.Response.Body.WriteAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", 0.ToString(CultureInfo.InvariantCulture));
        }
    }
}
