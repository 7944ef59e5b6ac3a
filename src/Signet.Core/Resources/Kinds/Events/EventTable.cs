using System.Globalization;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds.Events;

/// <summary>The table of events (Kubernetes, <c>printers.go</c> printEvent).</summary>
internal sealed class EventTable(EventNames names)
{
    public TableDefinition Definition => new()
    {
        Columns =
        [
            new("Last Seen", "How long ago the event occurred last.", (cells, item, now) => cells.WriteStringValue(LastSeen(item, now))),
            TableColumn.Text("Type", "Normal or Warning.", item => item.Text("type")),
            TableColumn.Text("Reason", "The reason, in one word.", item => item.Text("reason")),
            TableColumn.Text("Object", "The object that the event is about.", ObjectOf),
            TableColumn.Text("Subobject", "The part of the object that the event is about.", item => item.Text(names.InvolvedObject, "fieldPath"), priority: 1),
            TableColumn.Text("Source", "The component that reports the event, and where it runs.", SourceOf, priority: 1),
            TableColumn.Text("Message", "What happened.", item => item.Text(names.Message).Trim()),
            new("First Seen", "How long ago the event occurred first.", (cells, item, now) => cells.WriteStringValue(FirstSeen(item, now))) { Priority = 1 },
            TableColumn.Count("Count", "How often the event occurred.", CountOf) with { Type = "integer", Priority = 1 },
            TableDefinition.Name with { Priority = 1 },
        ],
    };

    private string FirstSeen(JsonElement item, DateTimeOffset now)
    {
        var first = item.Text(names.FirstTimestamp);
        return EventRules.IsZeroTime(first) ? AgeOfMicro(item.Text("eventTime"), now) : TableDefinition.AgeOf(first, now);
    }

    private string LastSeen(JsonElement item, DateTimeOffset now)
    {
        if (item.Has("series"))
        {
            return AgeOfMicro(item.Text("series", "lastObservedTime"), now);
        }

        var last = item.Text(names.LastTimestamp);
        return EventRules.IsZeroTime(last) ? FirstSeen(item, now) : TableDefinition.AgeOf(last, now);
    }

    private string ObjectOf(JsonElement item)
    {
        var kind = item.Text(names.InvolvedObject, "kind").ToLower(CultureInfo.InvariantCulture);
        return item.Text(names.InvolvedObject, "name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
    }

    private string SourceOf(JsonElement item)
    {
        var component = OrElse(item.Text(names.Source, "component"), item.Text(names.ReportingController));
        var instance = OrElse(item.Text(names.Source, "host"), item.Text("reportingInstance"));
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }

    /// <summary>An event without a count occurred once.</summary>
    private int CountOf(JsonElement item) => item.Has("series")
        ? (int)item.Integer("series", "count")
        : item.Integer(names.Count) is not 0 and var count ? (int)count : 1;

    private static string AgeOfMicro(string time, DateTimeOffset now)
    {
        var isSet = DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var micro) && !EventRules.IsZeroTime(time);
        return TableDefinition.AgeOf(isSet ? Timestamps.Format(micro) : "", now);
    }

    private static string OrElse(string text, string other) => text.Length > 0 ? text : other;
}
