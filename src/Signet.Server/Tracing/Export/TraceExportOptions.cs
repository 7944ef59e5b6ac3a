namespace Signet.Server.Tracing.Export;

/// <summary>Where traces are exported to, and which. Its text has no headers, which may have secrets.</summary>
internal sealed record TraceExportOptions
{
    /// <summary>The URL that spans are sent to; for gRPC that of the server.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Whether gRPC is used; else protobuf over HTTP.</summary>
    public bool IsGrpc { get; init; }

    /// <summary>Headers, as <c>OTEL_EXPORTER_OTLP_HEADERS</c> has them; never logged.</summary>
    public string Headers { get; init; } = "";

    /// <summary>The time limit of one export.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit of one batch.</summary>
    public TimeSpan ExportTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether requests are compressed by gzip.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>A PEM file of trusted CA certificates, or null.</summary>
    public string? CaFile { get; init; }

    /// <summary>A PEM file of the client certificate, or null.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file of its private key, or null.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Which requests are sampled.</summary>
    public TraceSampler Sampler { get; init; } = new();

    /// <summary><c>service.name</c>.</summary>
    public string ServiceName { get; init; } = "signet";

    /// <summary>Further attributes of the resource.</summary>
    public IReadOnlyDictionary<string, string> Resource { get; init; } = new Dictionary<string, string>();

    /// <summary>The maximum number of spans that wait; further ones are lost.</summary>
    public int MaxQueue { get; init; } = 2048;

    /// <summary>The maximum number of spans of one request.</summary>
    public int MaxBatch { get; init; } = 512;

    /// <summary>The longest time that a span waits.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The endpoint for messages: without user information, path and query.</summary>
    public string EndpointText => $"{Endpoint.Scheme}://{Endpoint.Host}:{Endpoint.Port}";

    /// <inheritdoc/>
    public override string ToString() => EndpointText;
}
