using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Cli.Keys.Probe;

/// <summary>Compares a JWKS as relying parties get it with the windows of the keys. Pure.</summary>
internal static class ProbeRules
{
    /// <summary>Everything that is worth telling, dangers first.</summary>
    /// <param name="status">The status of a <c>SigningKeyOperation</c>.</param>
    /// <param name="copy">The JWKS.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<ProbeFinding> Check(JsonObject status, PublishedCopy copy, DateTimeOffset now)
    {
        var findings = new List<ProbeFinding>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in (status.GetList("keys") ?? []).OfType<JsonObject>().Where(key => key.GetString("keyID").Length > 0))
        {
            known.Add(key.GetString("keyID"));
            CheckKey(key, copy, now, findings);
        }

        CheckCache(status.GetObject("policy") ?? [], copy, findings);
        foreach (var other in copy.Keys.Where(key => !known.Contains(key.KeyId)))
        {
            findings.Add(new ProbeFinding(false, $"the JWKS also has the key {other.KeyId}, which is not managed"));
        }

        return [.. findings.OrderByDescending(finding => finding.IsUnsafe)];
    }

    private static void CheckKey(JsonObject key, PublishedCopy copy, DateTimeOffset now, List<ProbeFinding> findings)
    {
        var (keyId, state) = (key.GetString("keyID"), key.GetString("state"));
        var served = copy.Keys.FirstOrDefault(candidate => candidate.KeyId == keyId);
        var cached = copy.Age > TimeSpan.Zero ? $"; a cache has kept this copy for {Text(copy.Age)}" : "";
        switch (state)
        {
            case "Current" when served is null:
                findings.Add(new ProbeFinding(true, $"the key {keyId} signs and is missing: relying parties refuse its tokens{cached}"));
                break;
            case "Next" when served is null:
                var signs = TimeOf(key, "signsFrom");
                findings.Add(new ProbeFinding(true, $"the key {keyId} {(signs is { } from ? $"signs from {Text(from)}, in {Text(from - now)}," : "is prepared")} and is missing{cached}"));
                break;
            case "Previous" when served is null:
                findings.Add(new ProbeFinding(true, $"the key {keyId} is missing, and its last token expires only at {TimeTextOf(key, "verifiesUntil")}: relying parties refuse its tokens{cached}"));
                break;
            case "Revoked" when served is not null:
                findings.Add(new ProbeFinding(true, $"the key {keyId} is revoked and still in the JWKS: relying parties accept its tokens{cached}"));
                break;
            case "Retired" when served is not null:
                findings.Add(new ProbeFinding(false, $"the key {keyId} is retired and still in the JWKS{cached}"));
                break;
        }

        // The id of a managed key is a hash of its public half.
        if (served is not null && served.Key.DefaultKeyId != keyId)
        {
            findings.Add(new ProbeFinding(true, $"the key {keyId} of the JWKS is another key with the same id: relying parties refuse its tokens"));
        }
    }

    private static void CheckCache(JsonObject policy, PublishedCopy copy, List<ProbeFinding> findings)
    {
        var (lead, skew) = (SecondsOf(policy, "publicationLeadSeconds"), SecondsOf(policy, "clockSkewSeconds"));
        if (copy.MaxAge is not { } maxAge)
        {
            findings.Add(new ProbeFinding(false, "the answer has no max-age: how long relying parties keep it is not known"));
        }
        else if (maxAge + skew > lead)
        {
            findings.Add(new ProbeFinding(
                true, $"relying parties may keep the JWKS for {Text(maxAge)} (max-age), but a key is published only {Text(lead)} before it signs: it has to be at least {Text(skew)} longer"));
        }
        else if (copy.Age > maxAge)
        {
            findings.Add(new ProbeFinding(false, $"a cache has kept this copy for {Text(copy.Age)}, longer than its max-age of {Text(maxAge)}"));
        }
    }

    private static string TimeTextOf(JsonObject key, string bound) =>
        (key.GetList("windows") ?? []).OfType<JsonObject>().FirstOrDefault(window => window.GetString("bound") == bound)?.GetString("time") ?? "";

    private static DateTimeOffset? TimeOf(JsonObject key, string bound) => Timestamps.TryParse(TimeTextOf(key, bound), out var time) ? time : null;

    private static TimeSpan SecondsOf(JsonObject policy, string name) => TimeSpan.FromSeconds(policy.GetInteger(name) ?? 0);

    private static string Text(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(span.TotalSeconds)} s");

    private static string Text(DateTimeOffset time) => Timestamps.Format(time);
}
