using System.Text;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Server.Hosting.Checking;

namespace Signet.Cli.Check;

/// <summary>The result of <c>signet check</c>.</summary>
/// <param name="findings">The findings, in the order in which a start finds them.</param>
internal sealed class CheckReport(IReadOnlyList<CheckFinding> findings)
{
    /// <summary>The errors: the server would not start.</summary>
    public IReadOnlyList<CheckFinding> Errors { get; } = Of(findings, CheckSeverity.Error);

    /// <summary>The warnings.</summary>
    public IReadOnlyList<CheckFinding> Warnings { get; } = Of(findings, CheckSeverity.Warning);

    private IReadOnlyList<CheckFinding> Notes { get; } = Of(findings, CheckSeverity.Note);

    private string Summary =>
        $"{Count(Errors.Count, "error")}, {Count(Warnings.Count, "warning")}: `signet serve` with these settings {(Errors.Count == 0 ? "starts" : "does not start")}";

    /// <summary>The document of <c>-o json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["starts"] = Errors.Count == 0,
        ["errors"] = ListOf(Errors),
        ["warnings"] = ListOf(Warnings),
        ["notes"] = ListOf(Notes),
    };

    /// <summary>For people: errors, warnings and notes, one per line; ends with a line feed.</summary>
    public string ToText(TerminalStyle style)
    {
        var text = new StringBuilder();
        foreach (var (name, found) in new[] { (style.Bad("error"), Errors), (style.Warning("warning"), Warnings), ("note", Notes) })
        {
            foreach (var finding in found)
            {
                text.Append(name).Append(": ").Append(TextTable.Clean(finding.Message)).Append('\n');
            }
        }

        return text.Append(Summary).Append('\n').ToString();
    }

    private static IReadOnlyList<CheckFinding> Of(IReadOnlyList<CheckFinding> findings, CheckSeverity severity) =>
        [.. findings.Where(finding => finding.Severity == severity)];

    private static JsonArray ListOf(IReadOnlyList<CheckFinding> findings) =>
        [.. findings.Select(finding => (JsonNode)new JsonObject { ["setting"] = finding.Setting, ["message"] = finding.Message })];

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
