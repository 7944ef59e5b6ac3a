using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Cli.Keys.Output;

/// <summary>Renders the status of a <c>SigningKeyOperation</c> for people.</summary>
internal static class KeyTables
{
    private static readonly (string Bound, string Title)[] Bounds =
        [("publishedFrom", "published from"), ("signsFrom", "signs from"), ("signsUntil", "signs until"), ("verifiesUntil", "accepted until")];

    /// <summary>The keys, a line each. Times in parentheses are not recorded yet.</summary>
    public static string Keys(JsonObject status)
    {
        var rows = new List<IReadOnlyList<string>> { (string[])["KEY ID", "ALGORITHM", "STATE", .. Bounds.Select(bound => bound.Title.ToUpperInvariant()), "SAFE TO SIGN"] };
        rows.AddRange(ListOf(status, "keys").Select(key => (string[])
        [
            NameOf(key),
            key.GetString("algorithm"),
            key.GetString("state"),
            .. Bounds.Select(bound => TimeOf(WindowOf(key, bound.Bound))),
            SafetyOf(key),
        ]));
        return TextTable.Render(rows);
    }

    /// <summary>Each key with the reasons of its windows, the next transitions, and the settings that they follow from.</summary>
    public static string Plan(JsonObject status)
    {
        var text = new StringBuilder();
        foreach (var key in ListOf(status, "keys"))
        {
            text.Append(CultureInfo.InvariantCulture, $"{TextTable.Clean(NameOf(key))}  {key.GetString("algorithm")}  {key.GetString("state")}\n");
            var rows = Bounds.Select(bound => (string[])[bound.Title, TimeOf(WindowOf(key, bound.Bound)), WindowOf(key, bound.Bound)?.GetString("reason") ?? ""])
                .Append(["safe to sign", SafetyOf(key), key.GetString("safety")]);
            text.Append(TextTable.Render([.. rows], "  ")).Append('\n');
        }

        text.Append("Next transitions (in parentheses: not recorded yet)\n");
        var transitions = ListOf(status, "schedule").Select(next => (string[])
            [Planned(next, next.GetString("time")), NameOf(next), BeginningOf(next.GetString("state")), next.GetString("reason")]).ToList();
        text.Append(transitions.Count == 0 ? "  none\n" : TextTable.Render(transitions, "  "));
        text.Append("\nSettings\n").Append(TextTable.Render(SettingsOf(status.GetObject("policy") ?? []), "  "));
        return text.ToString();
    }

    /// <summary>What was changed, a line each.</summary>
    public static string Changes(JsonObject status, bool isDryRun)
    {
        var rows = ListOf(status, "transitions").Select(done => (string[])
            [isDryRun ? "would be" : "was", done.GetString("change").ToLowerInvariant(), NameOf(done), done.GetString("reason")]).ToList();
        return rows.Count == 0 ? "Nothing was to be done.\n" : TextTable.Render(rows);
    }

    /// <summary>What it breaks, a line each; empty when it is safe.</summary>
    public static string Consequences(IEnumerable<string> consequences) => string.Concat(consequences.Select(each => $"  - {TextTable.Clean(each)}\n"));

    private static IEnumerable<JsonObject> ListOf(JsonObject node, string name) => (node.GetList(name) ?? []).OfType<JsonObject>();

    private static JsonObject? WindowOf(JsonObject key, string bound) => ListOf(key, "windows").FirstOrDefault(window => window.GetString("bound") == bound);

    private static string NameOf(JsonObject key) => key.GetString("keyID") is { Length: > 0 } keyId ? keyId : $"(new {key.GetString("algorithm")} key)";

    private static string TimeOf(JsonObject? window) => window?.GetString("time") is { Length: > 0 } time ? Planned(window, time)
        : window?.GetBoolean("recorded") == true ? "always"
        : "-";

    private static string Planned(JsonObject node, string time) => node.GetBoolean("recorded") == true ? time : $"({time})";

    private static string SafetyOf(JsonObject key) => key.GetBoolean("safeToSign") == true ? "yes"
        : key.GetString("state") is "Pending" or "Next" or "Current" ? "no" : "-";

    private static string BeginningOf(string state) => state switch
    {
        "Next" => "is published",
        "Current" => "signs",
        "Previous" => "signs no more",
        "Retired" => "is retired",
        _ => state,
    };

    private static IReadOnlyList<IReadOnlyList<string>> SettingsOf(JsonObject policy) =>
    [
        (string[])["algorithms", string.Join(", ", policy.GetStrings("algorithms"))],
        (string[])["rotation interval", policy.GetInteger("rotationIntervalSeconds") is { } seconds ? Text(seconds) : "none: keys rotate only on demand"],
        (string[])["publication lead", Text(policy.GetInteger("publicationLeadSeconds"))],
        (string[])["publication", policy.GetBoolean("publicationRequired") == true ? "has to be confirmed by `signet publish` before a key signs; the lead begins then" : "need not be confirmed"],
        (string[])["max-age of the JWKS", Text(policy.GetInteger("maxAgeSeconds"))],
        (string[])["longest token", Text(policy.GetInteger("maxLifetimeSeconds"))],
        (string[])["clock skew", Text(policy.GetInteger("clockSkewSeconds"))],
    ];

    private static string Text(long? seconds) => GoDuration.Format(TimeSpan.FromSeconds(seconds ?? 0));
}
