using System.Text.Json;

namespace Signet.Core.Resources.Tables;

/// <summary>One column of a kind's table (<c>meta/v1</c> TableColumnDefinition).</summary>
/// <param name="Name">The heading.</param>
/// <param name="Description">What it shows.</param>
/// <param name="WriteCell">Its cells.</param>
internal sealed record TableColumn(string Name, string Description, CellWriter WriteCell)
{
    /// <summary>The type, in OpenAPI's words; nearly always text.</summary>
    public string Type { get; init; } = "string";

    /// <summary>A hint for clients: <c>name</c> marks the column that names the object.</summary>
    public string Format { get; init; } = "";

    /// <summary>0 is always shown, 1 only when a client wants more (<c>kubectl -o wide</c>).</summary>
    public int Priority { get; init; }

    /// <summary>A column of text.</summary>
    public static TableColumn Text(string name, string description, Func<JsonElement, string> read, int priority = 0) =>
        new(name, description, (cells, item, _) => cells.WriteStringValue(read(item))) { Priority = priority };

    /// <summary>A column of whole numbers; kube-apiserver calls its type string all the same.</summary>
    public static TableColumn Count(string name, string description, Func<JsonElement, int> read) =>
        new(name, description, (cells, item, _) => cells.WriteNumberValue(read(item)));
}
