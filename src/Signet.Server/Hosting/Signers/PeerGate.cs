using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Signers;

/// <summary>Closes connections of processes that may not use the signer, before a byte of them is read.</summary>
internal sealed class PeerGate(PeerAccess access, PeerRates rates, ISignerMetrics metrics, TimeProvider time, ILogger<PeerGate> logger)
{
    /// <summary>The min time between two lines of the log: any local user can cause them.</summary>
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private long _loggedAt;

    /// <summary>The connection middleware.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => connection =>
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        var credentials = socket is null ? null : PeerCredentials.TryRead(socket);
        if (credentials is { } peer && access.Allows(peer))
        {
            connection.Features.Set(rates.Of(peer));
            return next(connection);
        }

        metrics.ConnectionRefused();
        Report(credentials ?? default);
        connection.Abort(new ConnectionAbortedException("the process may not use the signer"));
        return Task.CompletedTask;
    };

    private void Report(PeerCredentials peer)
    {
        var (last, now) = (Volatile.Read(ref _loggedAt), time.GetTimestamp());
        if ((last == 0 || time.GetElapsedTime(last, now) >= LogInterval) && Interlocked.CompareExchange(ref _loggedAt, now, last) == last)
        {
            Log.SignerPeerRefused(logger, peer.Uid, peer.Gid, peer.Pid);
        }
    }
}
