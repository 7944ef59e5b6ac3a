using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Tokens.Issuers;

/// <summary>Writes the <c>status</c> of an <c>IssuerOperation</c>.</summary>
internal static class IssuerReportJson
{
    /// <summary>The status: the issuers of the settings in their order (without a server the current one), then the others.</summary>
    public static JsonObject Write(IssuerReport report)
    {
        IReadOnlyList<string> first = report.Configured.Count > 0 ? report.Configured : report.History.Current.Length > 0 ? [report.History.Current] : [];
        var names = first.Concat(report.History.Issuers.Select(known => known.Issuer)).Distinct(StringComparer.Ordinal);
        var status = new JsonObject { ["issuers"] = new JsonArray([.. names.Select(JsonNode (name) => IssuerOf(report, name))]) };
        status.SetStrings("changed", report.Change.Entry is { } entry ? [entry.Issuer] : []);
        status.SetStrings("consequences", report.Change.Consequences);
        return status;
    }

    private static JsonObject IssuerOf(IssuerReport report, string name)
    {
        var known = report.History.Find(name);
        var isConfigured = report.Configured.Contains(name);
        var state = known is { RefusedAt: not null } ? IssuerState.Refused
            : report.Configured.Count > 0 ? StateOf(isConfigured, report.Configured[0] == name)
            : StateOf(isConfigured, report.History.Current == name);
        var json = new JsonObject
        {
            ["issuer"] = name,
            ["state"] = (state == IssuerState.Former && known!.AcceptedUntil <= report.Time ? IssuerState.Expired : state).ToString(),
        };
        json.SetString("acceptedUntil", known is null || isConfigured ? "" : Timestamps.Format(known.AcceptedUntil));
        json.SetString("refusedAt", known?.RefusedAt is { } refused ? Timestamps.Format(refused) : "");
        return json;
    }

    private static IssuerState StateOf(bool isConfigured, bool isSigning) =>
        isSigning ? IssuerState.Current : isConfigured ? IssuerState.Configured : IssuerState.Former;
}
