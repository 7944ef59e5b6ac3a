using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Cli.Status;

/// <summary>The document of <c>signet status</c>, made from <c>/version</c>, <c>/readyz?verbose</c> and <c>/metrics</c> of a server.</summary>
internal static class ServerStatus
{
    /// <summary>Makes the document.</summary>
    /// <param name="server">The address.</param>
    /// <param name="version">The answer of <c>/version</c>.</param>
    /// <param name="health">The lines of <c>/readyz?verbose</c>.</param>
    /// <param name="metrics">The samples of <c>/metrics</c>.</param>
    public static JsonObject Make(string server, JsonObject version, string health, IReadOnlyList<MetricSample> metrics)
    {
        var checks = health.Split('\n').Select(CheckOf).OfType<JsonObject>().ToList();
        return new JsonObject
        {
            ["server"] = server,
            ["version"] = new JsonObject
            {
                ["signet"] = LabelOf(metrics, "signet_build_info", "version"),
                ["kubernetes"] = version.GetString("gitVersion").Split('+')[0],
            },
            ["ready"] = checks.Count > 0 && checks.TrueForAll(check => (bool)check["passed"]!),
            ["checks"] = new JsonArray([.. checks]),
            ["store"] = new JsonObject
            {
                ["kind"] = LabelOf(metrics, "signet_store_info", "kind"),
                ["cacheAgeSeconds"] = ValueOf(metrics, "signet_cache_age_seconds"),
                ["unreadableObjects"] = ValueOf(metrics, "signet_unreadable_objects"),
            },
            ["leader"] = ValueOf(metrics, "signet_leader") == 1,
            ["watchers"] = ValueOf(metrics, "signet_watchers"),
            ["startedAt"] = TimeOf(ValueOf(metrics, "process_start_time_seconds")),
            ["keys"] = new JsonArray([.. Named(metrics, "signet_key_info").Select(key => KeyOf(metrics, key))]),
            ["certificates"] = new JsonArray([.. Named(metrics, "signet_certificate_expiration_timestamp_seconds").OrderBy(one => one.Value).Select(one =>
                new JsonObject { ["name"] = one.Labels.GetValueOrDefault("certificate"), ["expires"] = TimeOf(one.Value) })]),
        };
    }

    /// <summary>A line of a health check: <c>[+]name ok: remark</c> or <c>[-]name failed: reason withheld</c>.</summary>
    private static JsonObject? CheckOf(string line)
    {
        if (!line.StartsWith("[+]", StringComparison.Ordinal) && !line.StartsWith("[-]", StringComparison.Ordinal))
        {
            return null;
        }

        var words = line[3..].Split(' ', 2);
        var remark = words.Length > 1 && words[1].IndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon ? words[1][(colon + 2)..] : "";
        return new JsonObject { ["name"] = words[0], ["passed"] = line[1] == '+', ["remark"] = remark };
    }

    private static JsonObject KeyOf(IReadOnlyList<MetricSample> metrics, MetricSample key)
    {
        var kid = key.Labels.GetValueOrDefault("kid", "");
        string? Window(string name) => Named(metrics, $"signet_key_{name}_timestamp_seconds").FirstOrDefault(one => one.Labels.GetValueOrDefault("kid") == kid) is { } found
            ? TimeOf(found.Value)
            : null;
        return new JsonObject
        {
            ["kid"] = kid,
            ["algorithm"] = key.Labels.GetValueOrDefault("algorithm"),
            ["state"] = key.Labels.GetValueOrDefault("state"),
            ["signsFrom"] = Window("signs_from"),
            ["signsUntil"] = Window("signs_until"),
            ["neededUntil"] = Window("needed_until"),
        };
    }

    private static IEnumerable<MetricSample> Named(IReadOnlyList<MetricSample> metrics, string name) => metrics.Where(sample => sample.Name == name);

    private static string? LabelOf(IReadOnlyList<MetricSample> metrics, string name, string label) =>
        Named(metrics, name).FirstOrDefault()?.Labels.GetValueOrDefault(label);

    private static double? ValueOf(IReadOnlyList<MetricSample> metrics, string name) => Named(metrics, name).FirstOrDefault()?.Value;

    private static string? TimeOf(double? seconds) => seconds is { } known ? Timestamps.Format(DateTimeOffset.FromUnixTimeSeconds((long)known)) : null;
}
