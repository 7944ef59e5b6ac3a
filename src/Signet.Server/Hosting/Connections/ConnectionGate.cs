using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Signet.Server.Concurrency;
using Signet.Server.Hosting.Options;
using Signet.Server.Logging;

namespace Signet.Server.Hosting.Connections;

/// <summary>
/// Applies the limits of a listener's connections, before a byte of them is read. Costs nothing per request; a connection takes two short locks.
/// </summary>
/// <param name="listener">The name of the listener in the log and in metrics: <c>api</c>.</param>
/// <param name="limits">The limits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The logger.</param>
internal sealed class ConnectionGate(string listener, ConnectionOptions limits, TimeProvider time, ILogger<ConnectionGate> logger)
{
    private const int LinesAtOnce = 10;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);
    private readonly PendingHandshakes _handshakes = new(limits.MaxHandshakes);
    private readonly KeyedCounts<UInt128>? _addresses =
        limits.MaxConnectionsPerAddress > 0 ? new(maxCount: int.MaxValue, limits.MaxConnectionsPerAddress) : null;
    private readonly LogRate _lines = new(LinesAtOnce, LineInterval, time);

    /// <summary>The name of the listener.</summary>
    public string Name => listener;

    /// <summary>The numbers of the connections.</summary>
    public ConnectionCounters Counters { get; } = new();

    /// <summary>Unfinished TLS handshakes.</summary>
    public int Handshakes => _handshakes.Count;

    /// <summary>The outermost connection middleware.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => connection => InvokeAsync(connection, next);

    /// <summary>The connection middleware within TLS.</summary>
    public ConnectionDelegate Secured(ConnectionDelegate next) => connection =>
    {
        var guarded = connection.Features.Get<GuardedConnection>()!;
        guarded.IsSecured = true;
        _handshakes.Remove(guarded);
        return next(connection);
    };

    /// <summary>Counts, logs and closes a connection that exceeds a limit.</summary>
    public void Refuse(GuardedConnection connection, ConnectionRefusal reason)
    {
        Report(reason);
        connection.Close(SettingOf(reason));
    }

    private static string SettingOf(ConnectionRefusal reason) => reason switch
    {
        ConnectionRefusal.Total => "--max-connections",
        ConnectionRefusal.Address => "--max-connections-per-address",
        ConnectionRefusal.Handshakes => "--max-tls-handshakes",
        _ => "--http2-max-resets-per-minute",
    };

    private async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var open = Counters.Began();
        UInt128? address = null;
        try
        {
            if (limits.MaxConnections > 0 && open > limits.MaxConnections)
            {
                Refuse(connection, ConnectionRefusal.Total);
                return;
            }

            if (_addresses is not null && connection.RemoteEndPoint is IPEndPoint client)
            {
                var key = ClientAddress.KeyOf(client.Address);
                if (!_addresses.TryAdd(key))
                {
                    Refuse(connection, ConnectionRefusal.Address);
                    return;
                }

                address = key;
            }

            await ServeAsync(connection, next).ConfigureAwait(false);
        }
        finally
        {
            Counters.Ended();
            if (address is { } counted)
            {
                _addresses!.Remove(counted);
            }
        }
    }

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var guarded = new GuardedConnection(this, connection, time.GetTimestamp());
        connection.Features.Set(guarded);
        if (_handshakes.Add(guarded) is { } oldest)
        {
            Refuse(oldest, ConnectionRefusal.Handshakes);
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            _handshakes.Remove(guarded);
            if (!guarded.IsSecured)
            {
                Counters.HandshakeFailed();
            }
        }
    }

    private void Refuse(ConnectionContext connection, ConnectionRefusal reason)
    {
        Report(reason);
        connection.Abort(new ConnectionAbortedException(SettingOf(reason)));
    }

    private void Report(ConnectionRefusal reason)
    {
        Counters.Refuse(reason);
        if (_lines.TryTake(out var dropped))
        {
            Log.ConnectionRefused(logger, Name, SettingOf(reason), Counters.Open, dropped);
        }
    }
}
