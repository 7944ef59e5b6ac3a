using Signet.Server.Tracing.Export;

namespace Signet.Tests.Tracing.Export;

/// <summary>The variables of OpenTelemetry, and kube-apiserver's file.</summary>
public sealed class TraceVariablesReaderTests
{
    [Theory]
    [InlineData("", false, false, "http://localhost:4318/v1/traces")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp", true, false, "http://localhost:4318/v1/traces")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_PROTOCOL=grpc", true, false, "http://localhost:4317/")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=https://c:1", true, false, "https://c:1/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=https://c:1/base/", true, false, "https://c:1/base/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://c:1/x", true, false, "https://c:1/x")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:1 OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc", true, false, "http://c:1/")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:1 OTEL_TRACES_EXPORTER=none", false, true, "http://c:1/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:1 OTEL_SDK_DISABLED=TRUE", true, true, "http://c:1/v1/traces")]
    public void Read_Endpoint_IsThatOfTheSpecification(string variables, bool isEnabled, bool isDisabled, string endpoint)
    {
        var read = Read(variables);
        Assert.Equal((isEnabled, isDisabled, endpoint), (read.IsEnabled, read.IsDisabled, read.Export.Endpoint.AbsoluteUri));
        Assert.Empty(read.Faults);
    }

    [Theory]
    [InlineData("", true, 1)]
    [InlineData("OTEL_TRACES_SAMPLER=always_off", false, 0)]
    [InlineData("OTEL_TRACES_SAMPLER=parentbased_always_off", true, 0)]
    [InlineData("OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=0.25", false, 0.25)]
    [InlineData("OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=1e-3", true, 0.001)]
    public void Read_Sampler_IsThatOfTheSpecification(string variables, bool isParentBased, double ratio)
    {
        var sampler = Read(variables).Export.Sampler;
        Assert.Equal((isParentBased, ratio), (sampler.IsParentBased, sampler.Ratio));
    }

    [Fact]
    public void Read_AllOthers_AreInForce()
    {
        var export = Read(
            "OTEL_SERVICE_NAME=tokens OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=a%20b,service.name=other OTEL_EXPORTER_OTLP_HEADERS=api-key=hush " +
            "OTEL_EXPORTER_OTLP_TIMEOUT=1500 OTEL_EXPORTER_OTLP_COMPRESSION=gzip OTEL_EXPORTER_OTLP_CERTIFICATE=/ca OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=/c " +
            "OTEL_EXPORTER_OTLP_CLIENT_KEY=/k OTEL_BSP_MAX_QUEUE_SIZE=100 OTEL_BSP_SCHEDULE_DELAY=20 OTEL_BSP_EXPORT_TIMEOUT=30").Export;
        Assert.Equal(
            ("tokens", "a b", "api-key=hush", 1500.0, true, "/ca", "/c", "/k"),
            (export.ServiceName, export.Resource["deployment.environment.name"], export.Headers, export.Timeout.TotalMilliseconds, export.IsCompressed, export.CaFile,
                export.CertificateFile, export.KeyFile));
        Assert.Equal((100, 100, 20.0, 30.0), (export.MaxQueue, export.MaxBatch, export.Delay.TotalMilliseconds, export.ExportTimeout.TotalMilliseconds));
        Assert.DoesNotContain("hush", export.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://u:hush@c:1")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=hush")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION=zstd")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT=-1")]
    [InlineData("OTEL_TRACES_SAMPLER=xray")]
    [InlineData("OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=2")]
    [InlineData("OTEL_TRACES_EXPORTER=zipkin")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE=many")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES=novalue")]
    public void Read_ValueThatCannotBeUsed_IsOneFaultWithoutSecrets(string variables)
    {
        var fault = Assert.Single(Read(variables).Faults);
        Assert.StartsWith("OTEL_", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TracingConfiguration_OfKubernetes_IsRead()
    {
        var read = TracingConfiguration.Read(
            "apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\nendpoint: collector:4317\nsamplingRatePerMillion: 100\n"u8);
        var export = read.Apply(Read("OTEL_EXPORTER_OTLP_HEADERS=a=b").Export);
        Assert.Equal((new Uri("http://collector:4317"), true, 0.0001, true, "a=b"),
            (export.Endpoint, export.IsGrpc, export.Sampler.Ratio, export.Sampler.IsParentBased, export.Headers));
    }

    [Theory]
    [InlineData("endpoint: ':::'", "endpoint: must be host:port")]
    [InlineData("samplingRatePerMillion: 1000001", "samplingRatePerMillion: must be from 0 to 1000000")]
    [InlineData("samplingRatePerMillion: x", "samplingRatePerMillion: has to be a whole number")]
    [InlineData("rate: 1", "rate: there is no such field; known are apiVersion, kind, endpoint, samplingRatePerMillion")]
    public void TracingConfiguration_Faulty_IsRefused(string line, string fault)
    {
        var text = System.Text.Encoding.UTF8.GetBytes($"apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\n{line}\n");
        Assert.Equal(fault, Assert.Throws<FormatException>(() => TracingConfiguration.Read(text)).Message);
    }

    private static TraceVariables Read(string variables) => TraceVariablesReader.Read(
        variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => one[1]));
}
