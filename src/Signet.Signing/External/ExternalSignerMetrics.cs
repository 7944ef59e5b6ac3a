using Grpc.Core;
using Signet.Core.Metrics;
using Signet.Signing.External.Protocol;

namespace Signet.Signing.External;

/// <summary>The metrics of calls to an external signer (apiserver, <c>pkg/serviceaccount/externaljwt/metrics</c>). The code is that of gRPC.</summary>
internal sealed class ExternalSignerMetrics
{
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly CounterMetric _fetches;
    private readonly CounterMetric _signatures;
    private readonly HistogramMetric _durations;

    /// <summary>Declares the metrics.</summary>
    /// <param name="metrics">The metrics of the server.</param>
    /// <param name="keys">The keys of the signer.</param>
    public ExternalSignerMetrics(MetricSet metrics, ExternalKeys keys)
    {
        _fetches = metrics.Counter("apiserver_externaljwt_fetch_keys_request_total", "Attempts to fetch the keys of the external signer.", "code");
        _signatures = metrics.Counter("apiserver_externaljwt_sign_request_total", "Attempts to have a token signed by the external signer.", "code");
        _durations = metrics.Histogram(
            "apiserver_externaljwt_request_duration_seconds", "Time of a call to the external signer.", Buckets, "method", "code");
        metrics.Observe(
            "apiserver_externaljwt_fetch_keys_success_timestamp", "When the keys were last fetched, in seconds since 1970.",
            () => keys.Status.FetchedAt.ToUnixTimeSeconds());
        metrics.Observe(
            "apiserver_externaljwt_fetch_keys_data_timestamp", "When the signer read the keys that were last fetched, in seconds since 1970.",
            () => keys.DataTimestamp);
    }

    /// <summary>Records a call.</summary>
    public void Record(SignerMethod method, StatusCode code, TimeSpan duration)
    {
        var text = code.ToString();
        _durations.Record(duration, method.ToString(), text);
        switch (method)
        {
            case SignerMethod.Sign:
                _signatures.Add(1, text);
                break;
            case SignerMethod.FetchKeys:
                _fetches.Add(1, text);
                break;
        }
    }
}
