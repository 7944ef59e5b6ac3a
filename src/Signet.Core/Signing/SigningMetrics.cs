using System.Collections.Frozen;
using Signet.Core.Metrics;

namespace Signet.Core.Signing;

/// <summary>The metrics of signatures.</summary>
internal sealed class SigningMetrics
{
    private static readonly double[] Buckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly FrozenDictionary<string, HistogramCell> _durations;
    private readonly ValueCell _failures;

    /// <summary>Declares the metrics.</summary>
    /// <param name="metrics">The metrics of the server.</param>
    /// <param name="source">Where the private keys are: <c>file</c>, <c>managed</c>, <c>pkcs11</c> or <c>external</c>.</param>
    public SigningMetrics(MetricSet metrics, string source)
    {
        var durations = metrics.Histogram(
            "signet_token_signing_duration_seconds", "Time to sign a token, by algorithm and source of the keys.", Buckets, "algorithm", "source");
        _durations = JwtAlgorithm.All.ToFrozenDictionary(algorithm => algorithm.Name, algorithm => durations.With(algorithm.Name, source));
        _failures = metrics.Counter("signet_token_signing_failures_total", "Tokens that could not be signed.", "source").With(source);
    }

    /// <summary>Records a signature.</summary>
    public void Signed(JwtAlgorithm algorithm, TimeSpan duration) => _durations[algorithm.Name].Record(duration);

    /// <summary>Counts a signature that could not be made.</summary>
    public void Failed() => _failures.Add(1);
}
