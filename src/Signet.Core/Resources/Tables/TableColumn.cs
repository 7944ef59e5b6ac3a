using System.Text.Json;

namespace Signet.Core.Resources.Tables;

/// <summary>One column of a table (<c>meta/v1</c> TableColumnDefinition).</summary>
internal sealed record TableColumn(string Name, string Description, CellWriter WriteCell)
{
    /// <summary>The OpenAPI type of the cells.</summary>
    public string Type { get; init; } = "string";

    /// <summary>A hint for clients: <c>name</c> marks the column with the name of the object.</summary>
    public string Format { get; init; } = "";

    /// <summary>0 for columns that are always shown, 1 for those of wide output (<c>kubectl -o wide</c>).</summary>
    public int Priority { get; init; }

    /// <summary>A column of strings.</summary>
    public static TableColumn Text(string name, string description, Func<JsonElement, string> read, int priority = 0) =>
        new(name, description, (cells, item, _) => cells.WriteStringValue(read(item))) { Priority = priority };

    /// <summary>A column of integers; kube-apiserver declares its type as string.</summary>
    public static TableColumn Count(string name, string description, Func<JsonElement, int> read) =>
        new(name, description, (cells, item, _) => cells.WriteNumberValue(read(item)));
}
