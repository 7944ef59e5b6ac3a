using System.Text.Json.Nodes;

namespace Signet.Core.Resources.Patching.Strategic;

/// <summary>The identity of list entries: the merge key of objects, or the value of scalars.</summary>
/// <param name="Name">The merge key; empty for scalars.</param>
internal readonly record struct ListKey(string Name)
{
    public static ListKey Scalar { get; } = new("");

    public bool IsIn(JsonNode? entry) => Name.Length == 0 || (entry is JsonObject entity && entity.ContainsKey(Name));

    /// <summary>The key of an entry that has one, as JSON: equal for equal keys only.</summary>
    public string Of(JsonNode? entry) => (Name.Length == 0 ? entry : entry![Name])?.ToJsonString() ?? "null";

    /// <summary>The index of the first occurrence of each key; entries without a key are left out.</summary>
    public Dictionary<string, int> IndexesIn(IReadOnlyList<JsonNode?> list)
    {
        var indexes = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (IsIn(list[i]))
            {
                indexes.TryAdd(Of(list[i]), i);
            }
        }

        return indexes;
    }
}
