using System.Globalization;
using System.Text;
using Signet.Cli.Api;
using Signet.Cli.Commands;

namespace Signet.Cli.Keys.Probe;

/// <summary>Renders the findings of a probe.</summary>
internal static class ProbeReport
{
    /// <summary>The text.</summary>
    public static string Render(PublishedCopy copy, IReadOnlyList<ProbeFinding> findings)
    {
        var isUnsafe = findings.Any(finding => finding.IsUnsafe);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Probe of {copy.Address}: {(isUnsafe ? "NOT SAFE" : "safe")}\n");
        text.Append(CultureInfo.InvariantCulture, $"  keys: {TextTable.Clean(string.Join(", ", copy.Keys.Select(key => key.KeyId)))}\n");
        foreach (var finding in findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {(finding.IsUnsafe ? "!" : "-")} {TextTable.Clean(finding.Text)}\n");
        }

        return text.ToString();
    }
}
