using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Signing.Jose;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Output;

namespace Signet.Server.Hosting.Signers;

/// <summary>Records signatures and refusals: in the counters, and signatures in the signer's audit log, one line of JSON each.</summary>
/// <param name="log">The audit log; null for none.</param>
/// <param name="metrics">The counters.</param>
internal sealed class SignatureJournal(AuditLog? log, ISignerMetrics metrics)
{
    /// <summary>The counters.</summary>
    public ISignerMetrics Metrics => metrics;

    /// <summary>Waits while the audit log is behind: no token is signed that could not be recorded.</summary>
    public ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => log?.WaitForCapacityAsync(cancellationToken) ?? default;

    /// <summary>Records a signature.</summary>
    public void Signed(ClaimsToSign claims, ReadOnlySpan<byte> encodedHeader, PeerCredentials peer, DateTimeOffset now)
    {
        metrics.Signed();
        if (log is null)
        {
            return;
        }

        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        writer.WriteStartObject();
        writer.WriteString("time"u8, Timestamps.Format(now));
        writer.WriteString("subject"u8, claims.Subject);
        writer.WriteString("jti"u8, claims.Id);
        writer.WriteStartArray("audiences"u8);
        foreach (var audience in claims.Audiences)
        {
            writer.WriteStringValue(audience);
        }

        writer.WriteEndArray();
        writer.WriteNumber("lifetimeSeconds"u8, claims.Lifetime);
        writer.WriteString("kid"u8, JoseHeader.TryReadEncoded(encodedHeader)?.KeyId ?? "");
        writer.WriteStartObject("peer"u8);
        writer.WriteNumber("uid"u8, peer.Uid);
        writer.WriteNumber("gid"u8, peer.Gid);
        writer.WriteNumber("pid"u8, peer.Pid);
        writer.WriteEndObject();
        writer.WriteEndObject();
        log.Append(AuditLine.Copy(scratch.Written));
    }
}
