using Signet.Core.Metrics;

namespace Signet.Server.Hosting.Connections;

/// <summary>The metrics of connections, read from the gates of the listeners.</summary>
internal sealed class ConnectionMetrics
{
    private const string Listener = "listener";
    private readonly List<ConnectionGate> _gates = [];
    private readonly Lock _lock = new();

    /// <summary>Declares the metrics.</summary>
    public ConnectionMetrics(MetricSet metrics)
    {
        metrics.Observe(
            "signet_connections", "Open connections of a listener.", [Listener], () => Read(gate => gate.Counters.Open));
        metrics.Observe(
            "signet_tls_handshakes", "Unfinished TLS handshakes of a listener.", [Listener], () => Read(gate => gate.Handshakes));
        metrics.ObserveCounter(
            "signet_connections_refused_total",
            "Connections that a limit has closed, by the limit: total, address, handshakes, resets.",
            [Listener, "reason"],
            () => Gates.SelectMany(gate => Enum.GetValues<ConnectionRefusal>().Select(
                reason => new MetricReading(gate.Counters.Refused(reason), [gate.Name, NameOf(reason)]))));
        metrics.ObserveCounter(
            "apiserver_tls_handshake_errors_total",
            "Connections that ended before their TLS handshake was complete.",
            [],
            () => [new MetricReading(Gates.Sum(gate => gate.Counters.HandshakeErrors), [])]);
    }

    /// <summary>Adds the gate of a listener, at its start.</summary>
    public ConnectionGate Add(ConnectionGate gate)
    {
        lock (_lock)
        {
            _gates.Add(gate);
        }

        return gate;
    }

    private ConnectionGate[] Gates
    {
        get
        {
            lock (_lock)
            {
                return [.. _gates];
            }
        }
    }

    private static string NameOf(ConnectionRefusal reason) => reason switch
    {
        ConnectionRefusal.Total => "total",
        ConnectionRefusal.Address => "address",
        ConnectionRefusal.Handshakes => "handshakes",
        _ => "resets",
    };

    private IEnumerable<MetricReading> Read(Func<ConnectionGate, double> read) => Gates.Select(gate => new MetricReading(read(gate), [gate.Name]));
}
