using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Tables;

/// <summary>The table of a kind (Kubernetes, <c>pkg/printers/internalversion/printers.go</c>).</summary>
internal sealed record TableDefinition
{
    /// <summary>The columns, usually with the name first.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>Reads the condition of a row, such as that of a completed pod; null when the kind has none.</summary>
    public Func<JsonElement, TableRowCondition?>? ReadCondition { get; init; }

    /// <summary>Converts an item to the form that the columns read; null when no conversion is needed.</summary>
    public Func<JsonElement, JsonElement>? ReadItem { get; init; }

    public static TableColumn Name { get; } =
        TableColumn.Text("Name", "The name of the object, unique within its namespace.", item => item.Text("metadata", "name")) with { Format = "name" };

    public static TableColumn Age { get; } = new(
        "Age", "How long ago the object was created.", (cells, item, now) => cells.WriteStringValue(AgeOf(item.Text("metadata", "creationTimestamp"), now)));

    /// <summary>The default columns.</summary>
    public static TableDefinition NameAndCreation { get; } = new()
    {
        Columns =
        [
            Name,
            TableColumn.Text("Created At", "When the object was created.", item => item.Text("metadata", "creationTimestamp")) with { Type = "date" },
        ],
    };

    /// <summary>The columns of a kind between name and age.</summary>
    public static TableDefinition WithAge(params ReadOnlySpan<TableColumn> between) => new() { Columns = [Name, .. between, Age] };

    /// <summary>The age for a timestamp, as kubectl shows it.</summary>
    public static string AgeOf(string timestamp, DateTimeOffset now) =>
        Timestamps.TryParse(timestamp, out var time) ? HumanDuration.Format(now - time) : "<unknown>";
}
