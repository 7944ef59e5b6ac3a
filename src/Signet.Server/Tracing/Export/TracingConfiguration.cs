using Signet.Server.Http.Yaml;

namespace Signet.Server.Tracing.Export;

/// <summary>kube-apiserver's file of <c>--tracing-config-file</c> (<c>apiserver.config.k8s.io</c>, TracingConfiguration).</summary>
/// <param name="Endpoint">The collector, by gRPC; null for the one on this machine.</param>
/// <param name="Ratio">The share of requests that are sampled, from 0 to 1.</param>
internal sealed record TracingConfiguration(Uri? Endpoint, double Ratio)
{
    private const int Million = 1_000_000;
    private static readonly string[] Versions =
    [
        "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1beta1", "apiserver.config.k8s.io/v1alpha1",
    ];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is invalid.</exception>
    public static TracingConfiguration Read(ReadOnlySpan<byte> text)
    {
        var root = StrictNode.Parse(text);
        if (!Versions.Contains(root.String("apiVersion")) || root.String("kind") != nameof(TracingConfiguration))
        {
            throw new FormatException($"apiVersion and kind must be {Versions[0]} and {nameof(TracingConfiguration)}");
        }

        root.RefuseUnknownFields("apiVersion", "kind", "endpoint", "samplingRatePerMillion");
        var rate = root.Integer("samplingRatePerMillion") ?? 0;
        return rate is < 0 or > Million
            ? throw root.Fault("samplingRatePerMillion", $"must be from 0 to {Million}")
            : new TracingConfiguration(EndpointOf(root), rate / (double)Million);
    }

    /// <summary>The export of the variables, with the endpoint and the rate of the file.</summary>
    public TraceExportOptions Apply(TraceExportOptions export) => export with
    {
        Endpoint = Endpoint ?? new Uri("http://localhost:4317"),
        IsGrpc = true,
        Sampler = new TraceSampler { Ratio = Ratio },
    };

    /// <summary>Host and port, or a URL.</summary>
    private static Uri? EndpointOf(StrictNode root) => root.StringOrNull("endpoint") is not { Length: > 0 } text ? null
        : Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var url) &&
            url is { Scheme: "http" or "https", UserInfo: "" }
        ? url
        : throw root.Fault("endpoint", "must be host:port");
}
