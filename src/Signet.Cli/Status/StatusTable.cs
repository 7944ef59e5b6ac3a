using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Objects;

namespace Signet.Cli.Status;

/// <summary>The status of a server for people.</summary>
/// <param name="style">The colours.</param>
/// <param name="now">The time that ends are compared with.</param>
internal sealed class StatusTable(TerminalStyle style, DateTimeOffset now)
{
    /// <summary>Certificates that end within this time are shown as a warning.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>The text; ends with a line feed.</summary>
    public string Render(JsonObject status)
    {
        var text = new StringBuilder();
        var version = status.GetObject("version") ?? [];
        var store = status.GetObject("store") ?? [];
        text.Append(TextTable.Render(
        [
            ["server", status.GetString("server")],
            ["version", $"{version.GetString("signet")} (Kubernetes {version.GetString("kubernetes")})"],
            ["started", status.GetString("startedAt") is { Length: > 0 } started ? $"{started}, {Ago(started)} ago" : "unknown"],
            ["store", $"{store.GetString("kind")}{Freshness(store)}"],
            ["leader", (bool)status["leader"]! ? "yes" : "no: another replica leads"],
            ["watches", Number(status["watchers"])],
        ]));
        text.Append(CultureInfo.InvariantCulture, $"ready    {((bool)status["ready"]! ? style.Good("yes") : style.Bad("no"))}\n");
        foreach (var check in ListOf(status, "checks").Where(check => !(bool)check["passed"]! || check.GetString("remark").Length > 0))
        {
            var line = TextTable.Clean($"{check.GetString("name")}: {((bool)check["passed"]! ? check.GetString("remark") : "failed; the server's log has the reason")}");
            text.Append("  ").Append((bool)check["passed"]! ? line : style.Bad(line)).Append('\n');
        }

        text.Append("\nKeys\n").Append(TextTable.Render(
        [
            (string[])["KEY ID", "ALGORITHM", "STATE", "NEXT STEP"],
            .. ListOf(status, "keys").Select(key => (string[])[key.GetString("kid"), key.GetString("algorithm"), key.GetString("state"), NextOf(key)]),
        ], "  "));
        text.Append("\nCertificates\n");
        foreach (var certificate in ListOf(status, "certificates"))
        {
            var expires = certificate.GetString("expires");
            var left = TimeOf(expires) - now;
            var line = TextTable.Clean($"{certificate.GetString("name")}: {(left < TimeSpan.Zero ? "has ended at" : $"ends in {HumanDuration.Format(left)},")} {expires}");
            text.Append("  ").Append(left < TimeSpan.Zero ? style.Bad(line) : left < Soon ? style.Warning(line) : line).Append('\n');
        }

        return text.ToString();
    }

    private static string Freshness(JsonObject store)
    {
        var unreadable = store["unreadableObjects"]?.GetValue<double>() ?? 0;
        return (store.GetString("kind") == "etcd" ? string.Create(CultureInfo.InvariantCulture, $", confirmed {store["cacheAgeSeconds"]?.GetValue<double>() ?? 0:0.00} s ago") : "") +
            (unreadable > 0 ? string.Create(CultureInfo.InvariantCulture, $", {unreadable} objects cannot be read") : "");
    }

    /// <summary>The first of a key's times that is still to come.</summary>
    private string NextOf(JsonObject key)
    {
        foreach (var (name, words) in new[] { ("signsFrom", "signs"), ("signsUntil", "signs no more"), ("neededUntil", "is withdrawn") })
        {
            if (key.GetString(name) is { Length: > 0 } time && TimeOf(time) > now)
            {
                return $"{words} in {HumanDuration.Format(TimeOf(time) - now)}, {time}";
            }
        }

        return "none planned";
    }

    private string Ago(string time) => HumanDuration.Format(now - TimeOf(time));

    private static DateTimeOffset TimeOf(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static string Number(JsonNode? value) => (value?.GetValue<double>() ?? 0).ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<JsonObject> ListOf(JsonObject status, string name) => status[name]!.AsArray().OfType<JsonObject>();
}
