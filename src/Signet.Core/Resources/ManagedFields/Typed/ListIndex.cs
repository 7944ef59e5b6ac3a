using System.Text.Json.Nodes;
using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields.Typed;

/// <summary>The entries of a keyed list or a set by their path elements. Entries without their key have no owner and are left out.</summary>
internal sealed class ListIndex
{
    private static readonly ListIndex Empty = new();

    /// <summary>An array of one entry, or a list of duplicates.</summary>
    private readonly Dictionary<PathElement, IReadOnlyList<JsonNode?>> _entries = [];

    /// <summary>The path elements without duplicates, in the order of the list.</summary>
    public List<PathElement> Elements { get; } = [];

    /// <summary>The entries with a path element: none, one, or duplicates.</summary>
    public IReadOnlyList<JsonNode?> this[PathElement element] => _entries.TryGetValue(element, out var found) ? found : [];

    public static ListIndex Of(JsonArray? list, FieldType type)
    {
        if (list is null || list.Count == 0)
        {
            return Empty;
        }

        var index = new ListIndex();
        foreach (var entry in list)
        {
            if (type.ElementOf(entry) is not { } element)
            {
                continue;
            }

            if (!index._entries.TryGetValue(element, out var same))
            {
                index._entries[element] = new[] { entry };
                index.Elements.Add(element);
            }
            else if (same is List<JsonNode?> duplicates)
            {
                duplicates.Add(entry);
            }
            else
            {
                index._entries[element] = new List<JsonNode?> { same[0], entry };
            }
        }

        return index;
    }
}
