using System.Globalization;
using System.Text;
using System.Text.Json;
using Signet.Cli.Commands;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary>Renders what a check has found: keys and reasons, never values.</summary>
internal static class StoreReportText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>For people.</summary>
    public static string Table(StoreReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{TextTable.Clean(report.Name)} at revision {report.Revision}: {report.Keys} keys\n");
        text.Append(TextTable.Render([.. report.Counts.Select(count => (string[])[count.Resource, count.Count.ToString(CultureInfo.InvariantCulture)])], "  "));
        foreach (var damage in report.Damages)
        {
            text.Append("damaged: ").Append(TextTable.Clean(damage)).Append('\n');
        }

        foreach (var found in report.Unreadable)
        {
            text.Append(CultureInfo.InvariantCulture, $"cannot be read: {TextTable.Clean(found.Key)} (revision {found.Revision}): {TextTable.Clean(found.Reason)}\n");
        }

        text.Append(report.IsSound ? "Everything can be read.\n" : "");
        return text.ToString();
    }

    /// <summary>For programs.</summary>
    public static string Json(StoreReport report)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("store", report.Name);
            writer.WriteNumber("revision", report.Revision.Value);
            writer.WriteNumber("keys", report.Keys);
            writer.WriteStartObject("counts");
            foreach (var (resource, count) in report.Counts)
            {
                writer.WriteNumber(resource, count);
            }

            writer.WriteEndObject();
            writer.WriteStartArray("damages");
            foreach (var damage in report.Damages)
            {
                writer.WriteStringValue(damage);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("unreadable");
            foreach (var found in report.Unreadable)
            {
                writer.WriteStartObject();
                writer.WriteString("key", found.Key);
                writer.WriteNumber("revision", found.Revision.Value);
                writer.WriteString("reason", found.Reason);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
