using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Tables;

/// <summary>How a kind is shown as a table (Kubernetes, <c>pkg/printers/internalversion/printers.go</c>), as data.</summary>
internal sealed record TableDefinition
{
    /// <summary>The columns, the name first.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>What a whole row is marked with, or null: finished pods are dimmed.</summary>
    public Func<JsonElement, TableRowCondition?>? ReadCondition { get; init; }

    /// <summary>Makes the form of an item that the columns read; null when they read the item as it is.</summary>
    public Func<JsonElement, JsonElement>? ReadItem { get; init; }

    /// <summary>The first column of every table.</summary>
    public static TableColumn Name { get; } =
        TableColumn.Text("Name", "The name of the object, unique within its namespace.", item => item.Text("metadata", "name")) with { Format = "name" };

    /// <summary>How long ago the object was made.</summary>
    public static TableColumn Age { get; } = new(
        "Age", "How long ago the object was created.", (cells, item, now) => cells.WriteStringValue(AgeOf(item.Text("metadata", "creationTimestamp"), now)));

    /// <summary>What a kind without columns of its own shows.</summary>
    public static TableDefinition NameAndCreation { get; } = new()
    {
        Columns =
        [
            Name,
            TableColumn.Text("Created At", "When the object was created.", item => item.Text("metadata", "creationTimestamp")) with { Type = "date" },
        ],
    };

    /// <summary>The name, what is particular to the kind, and the age.</summary>
    public static TableDefinition WithAge(params ReadOnlySpan<TableColumn> between) => new() { Columns = [Name, .. between, Age] };

    /// <summary>How long ago a time was, for people.</summary>
    public static string AgeOf(string timestamp, DateTimeOffset now) =>
        Timestamps.TryParse(timestamp, out var time) ? HumanDuration.Format(now - time) : "<unknown>";
}
