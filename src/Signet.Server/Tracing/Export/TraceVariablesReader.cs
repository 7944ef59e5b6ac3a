using System.Globalization;

namespace Signet.Server.Tracing.Export;

/// <summary>
/// Reads the standard variables of OpenTelemetry (Environment Variable Specification; OTLP Exporter Configuration). As there, a value that cannot be used
/// is reported, and the default is in force: the variables are often set for all programs of a host, and must not keep a server from starting.
/// </summary>
internal sealed class TraceVariablesReader
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly List<string> _faults = [];

    private TraceVariablesReader(IReadOnlyDictionary<string, string> variables) => _variables = variables;

    /// <summary>Reads the variables.</summary>
    public static TraceVariables Read(IReadOnlyDictionary<string, string> variables) => new TraceVariablesReader(variables).Read();

    private TraceVariables Read()
    {
        var exporter = Find("OTEL_TRACES_EXPORTER");
        var export = ReadExport();
        var isEnabled = exporter == "otlp" || (exporter is null && (Find(Prefix + "TRACES_ENDPOINT") ?? Find(Prefix + "ENDPOINT")) is not null);
        if (exporter is not (null or "otlp" or "none"))
        {
            _faults.Add("OTEL_TRACES_EXPORTER: only otlp and none are supported, so that no traces are exported");
        }

        return new TraceVariables
        {
            IsEnabled = isEnabled,
            IsDisabled = exporter == "none" || string.Equals(Find("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase),
            Export = export,
            Faults = _faults,
        };
    }

    private TraceExportOptions ReadExport()
    {
        var isGrpc = ReadProtocol();
        var resource = ReadResource();
        var name = Find("OTEL_SERVICE_NAME") ?? resource.GetValueOrDefault("service.name") ?? "signet";
        resource.Remove("service.name");
        return new TraceExportOptions
        {
            Endpoint = ReadEndpoint(isGrpc),
            IsGrpc = isGrpc,
            Headers = FindOtlp("HEADERS") ?? "",
            Timeout = TimeSpan.FromMilliseconds(ReadNumber(FindOtlp("TIMEOUT"), Prefix + "TIMEOUT", 10_000)),
            IsCompressed = FindOtlp("COMPRESSION") is { } compression &&
                Choose(Prefix + "COMPRESSION", compression, compression == "gzip", compression == "none", "gzip or none"),
            CaFile = FindOtlp("CERTIFICATE"),
            CertificateFile = FindOtlp("CLIENT_CERTIFICATE"),
            KeyFile = FindOtlp("CLIENT_KEY"),
            Sampler = ReadSampler(),
            ServiceName = name,
            Resource = resource,
            MaxQueue = ReadNumber("OTEL_BSP_MAX_QUEUE_SIZE", 2048),
            MaxBatch = Math.Min(ReadNumber("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512), ReadNumber("OTEL_BSP_MAX_QUEUE_SIZE", 2048)),
            Delay = TimeSpan.FromMilliseconds(ReadNumber("OTEL_BSP_SCHEDULE_DELAY", 5000)),
            ExportTimeout = TimeSpan.FromMilliseconds(ReadNumber("OTEL_BSP_EXPORT_TIMEOUT", 30_000)),
        };
    }

    private bool ReadProtocol() => FindOtlp("PROTOCOL") is { } protocol &&
        Choose(Prefix + "PROTOCOL", protocol, protocol == "grpc", protocol == "http/protobuf", "grpc or http/protobuf");

    private Uri ReadEndpoint(bool isGrpc)
    {
        var standard = isGrpc ? new Uri("http://localhost:4317") : new Uri("http://localhost:4318/v1/traces");
        if (Find(Prefix + "TRACES_ENDPOINT") is { } own)
        {
            return ReadUrl(Prefix + "TRACES_ENDPOINT", own) ?? standard;
        }

        return Find(Prefix + "ENDPOINT") is not { } shared || ReadUrl(Prefix + "ENDPOINT", shared) is not { } url ? standard
            : isGrpc ? url
            : new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + "/v1/traces" }.Uri;
    }

    private Uri? ReadUrl(string name, string value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" })
        {
            return url;
        }

        // The value may have a password.
        _faults.Add($"{name} must be an http:// or https:// URL without user name and password");
        return null;
    }

    private TraceSampler ReadSampler()
    {
        var name = Find("OTEL_TRACES_SAMPLER") ?? "parentbased_always_on";
        var isParentBased = name.StartsWith("parentbased_", StringComparison.Ordinal);
        switch (isParentBased ? name["parentbased_".Length..] : name)
        {
            case "always_on":
                return new TraceSampler { IsParentBased = isParentBased };
            case "always_off":
                return new TraceSampler { IsParentBased = isParentBased, Ratio = 0 };
            case "traceidratio":
                return new TraceSampler { IsParentBased = isParentBased, Ratio = ReadRatio() };
            default:
                _faults.Add(
                    "OTEL_TRACES_SAMPLER must be always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio");
                return new TraceSampler();
        }
    }

    private double ReadRatio()
    {
        if (Find("OTEL_TRACES_SAMPLER_ARG") is not { } text)
        {
            return 1;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var ratio) &&
            ratio is >= 0 and <= 1)
        {
            return ratio;
        }

        _faults.Add("OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1");
        return 1;
    }

    /// <summary>Reads <c>key=value</c> pairs with percent-encoded values.</summary>
    private Dictionary<string, string> ReadResource()
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (Find("OTEL_RESOURCE_ATTRIBUTES") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
            {
                read[pair[..at].Trim()] = Uri.UnescapeDataString(pair[(at + 1)..].Trim());
            }
            else
            {
                _faults.Add("OTEL_RESOURCE_ATTRIBUTES must be a list of key=value");
            }
        }

        return read;
    }

    private int ReadNumber(string name, int standard) => ReadNumber(Find(name), name, standard);

    private int ReadNumber(string? text, string name, int standard)
    {
        if (text is null)
        {
            return standard;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000)
        {
            return number;
        }

        if (!_faults.Contains(FaultOf(name)))
        {
            _faults.Add(FaultOf(name));
        }

        return standard;
    }

    private static string FaultOf(string name) => $"{name} must be a number from 1 to 1000000";

    private bool Choose(string name, string value, bool isFirst, bool isSecond, string allowed)
    {
        if (!isFirst && !isSecond)
        {
            _faults.Add($"{name}: \"{value}\" is not supported; it must be {allowed}");
        }

        return isFirst;
    }

    /// <summary>The variable for traces, else the one for all signals.</summary>
    private string? FindOtlp(string name) => Find($"{Prefix}TRACES_{name}") ?? Find(Prefix + name);

    /// <summary>An empty variable is as one that is not set.</summary>
    private string? Find(string name) => _variables.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text ? text : null;
}
