using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Server.Controllers.TrustBundles;

/// <summary>The CA certificates of all replicas, as they are stored: docs/decisions/0015-what-replicas-share.md.</summary>
internal sealed record TrustBundleRecord(IReadOnlyList<TrustBundleEntry> Entries)
{
    /// <summary>The number of renewals within the retention; all but one may fail.</summary>
    private const int RenewalsPerRetention = 4;

    /// <summary>The record without entries.</summary>
    public static TrustBundleRecord Empty { get; } = new([]);

    /// <summary>Parses a record; null when it is malformed.</summary>
    public static TrustBundleRecord? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject root && root.GetList("bundles") is { } bundles
                ? new TrustBundleRecord([.. bundles.OfType<JsonObject>().Select(ReadEntry).OfType<TrustBundleEntry>()])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The stored form.</summary>
    public byte[] ToJson() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["bundles"] = new JsonArray([.. Entries.Select(entry => (JsonNode)new JsonObject
        {
            ["pem"] = entry.Pem,
            ["renewedAt"] = Timestamps.Format(entry.RenewedAt),
        })]),
    }.ToJsonString());

    /// <summary>Renews a replica's entry and removes expired entries. Returns the same instance when nothing changes.</summary>
    public TrustBundleRecord Renew(TrustBundleOptions replica, DateTimeOffset now)
    {
        if (replica.Retention is not { } retention)
        {
            return Entries is [{ } only] && only.Pem == replica.Pem ? this : new TrustBundleRecord([new TrustBundleEntry(replica.Pem, now)]);
        }

        var own = Entries.FirstOrDefault(entry => entry.Pem == replica.Pem);
        var isCurrent = own is not null && now - own.RenewedAt < retention / RenewalsPerRetention;
        var kept = Entries.Where(entry => entry.Pem == replica.Pem || now - entry.RenewedAt < retention).ToList();
        if (isCurrent && kept.Count == Entries.Count)
        {
            return this;
        }

        var renewed = new TrustBundleEntry(replica.Pem, isCurrent ? own!.RenewedAt : now);
        var place = kept.FindIndex(entry => entry.Pem == replica.Pem);
        if (place < 0)
        {
            kept.Add(renewed);
        }
        else
        {
            kept[place] = renewed;
        }

        return new TrustBundleRecord(kept);
    }

    /// <summary>
    /// The published bundle: that of the replicas, unchanged, when all have the same; else every certificate once, without expired ones.
    /// </summary>
    public string Publish(DateTimeOffset now)
    {
        if (Entries is [{ } only])
        {
            return only.Pem;
        }

        var pems = new List<string>();
        var expired = new List<string>();
        foreach (var entry in Entries)
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(entry.Pem);
            foreach (var certificate in certificates)
            {
                var list = certificate.NotAfter.ToUniversalTime() < now.UtcDateTime ? expired : pems;
                var pem = certificate.ExportCertificatePem();
                if (!list.Contains(pem))
                {
                    list.Add(pem);
                }

                certificate.Dispose();
            }
        }

        return string.Concat((pems.Count > 0 ? pems : expired).Select(pem => pem + "\n"));
    }

    private static TrustBundleEntry? ReadEntry(JsonObject entry) =>
        entry.GetString("pem") is { Length: > 0 } pem && Timestamps.TryParse(entry.GetString("renewedAt"), out var renewed)
            ? new TrustBundleEntry(pem, renewed)
            : null;
}
