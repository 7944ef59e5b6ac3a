using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Signet.Server.Files;
using Signet.Server.Outbound;

namespace Signet.Server.Tracing.Export;

/// <summary>
/// Samples and exports the spans of one source. OpenTelemetry's provider listens to sources by name, so that it would hear those of other servers in the
/// process; here it has no source, and gives the exporter its resource only.
/// </summary>
internal sealed class TraceExport : IDisposable
{
    private const int ShutdownMilliseconds = 3000;

    private readonly ActivityListener _listener;
    private readonly TracerProvider _provider;
    private readonly SpanExporter _exporter;
    private readonly CollectorHandler _collector;
    private readonly SpanQueue _queue;

    private TraceExport(
        TraceExportOptions options, CollectorHandler collector, LostSpans lost, ActivitySource source, TraceParentTrust trust, ResourceBuilder resource)
    {
        (_collector, Lost) = (collector, lost);
        _exporter = new SpanExporter(Configure(options, collector), collector, Lost);
        _queue = new SpanQueue(_exporter, options, Lost);
        _provider = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddProcessor(_queue).Build();
        var (sampler, queue) = (options.Sampler, _queue);
        _listener = new ActivityListener
        {
            ShouldListenTo = heard => ReferenceEquals(heard, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> creation) => sampler.Sample(ref creation, trust),
            ActivityStopped = span =>
            {
                if (span.Recorded)
                {
                    queue.OnEnd(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>What was lost.</summary>
    public LostSpans Lost { get; }

    /// <summary>The number of exported spans.</summary>
    public long Exported => _exporter.Exported;

    /// <summary>Begins the export; null, and an event in the log, when a file cannot be read: a server must not depend on its traces.</summary>
    /// <param name="options">Where to, and which.</param>
    /// <param name="source">The source.</param>
    /// <param name="trust">How far callers are trusted.</param>
    /// <param name="version">The version of the server.</param>
    /// <param name="instance">What is different between the servers of a service.</param>
    /// <param name="time">The clock of the log's rate.</param>
    /// <param name="logger">The log.</param>
    public static TraceExport? Begin(
        TraceExportOptions options, ActivitySource source, TraceParentTrust trust, string version, string instance, TimeProvider time, ILogger logger)
    {
        try
        {
            var tls = new OutboundTls { CaCertificates = CaOf(options), ClientCertificate = CertificateOf(options), FollowsRedirects = false };
            var export = new TraceExport(
                options,
                new CollectorHandler(tls.CreateHandler(options.Timeout)),
                new LostSpans(options.EndpointText, time, logger),
                source,
                trust,
                ResourceOf(options, version, instance));
            Log.Exporting(logger, options.EndpointText, options.IsGrpc ? "grpc" : "http/protobuf", options.Sampler.ToString());
            return export;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or CryptographicException)
        {
            Log.SettingIgnored(logger, $"no traces are exported, because a file of the variables OTEL_EXPORTER_OTLP_* cannot be used: {exception.Message}");
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _queue.Shutdown(ShutdownMilliseconds);
        Lost.Report(_collector.Fault is { Length: > 0 } fault ? fault : "the server has ended", isLast: true);
        _provider.Dispose();
        _collector.Dispose();
    }

    private static OtlpExporterOptions Configure(TraceExportOptions options, CollectorHandler collector)
    {
        // The options have read the variables of the process; what was given to the server is in force.
        return new OtlpExporterOptions
        {
            Endpoint = options.Endpoint,
            Headers = options.Headers,
            Protocol = options.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            TimeoutMilliseconds = (int)options.Timeout.TotalMilliseconds,
            Compression = options.IsCompressed ? OtlpExportCompression.GZip : OtlpExportCompression.None,
            HttpClientFactory = () => new HttpClient(collector, disposeHandler: false) { Timeout = options.Timeout },
        };
    }

    private static ResourceBuilder ResourceOf(TraceExportOptions options, string version, string instance) => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddAttributes(options.Resource.Select(pair => new KeyValuePair<string, object>(pair.Key, pair.Value)))
        .AddService(options.ServiceName, serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: instance);

    private static X509Certificate2Collection? CaOf(TraceExportOptions options) =>
        options.CaFile is { } file ? PemCertificates.Read(File.ReadAllText(file)) : null;

    private static X509Certificate2? CertificateOf(TraceExportOptions options) =>
        options.CertificateFile is { } file ? X509Certificate2.CreateFromPemFile(file, options.KeyFile) : null;
}
