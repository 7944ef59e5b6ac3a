using System.Text.Json.Nodes;

namespace Signet.Core.Resources.Patching.Strategic;

/// <summary>What makes two entries of a list the same: the member of a name, or for scalars the entry itself.</summary>
/// <param name="Name">The name of the member; empty for scalars.</param>
internal readonly record struct ListKey(string Name)
{
    /// <summary>The key of lists of scalars.</summary>
    public static ListKey Scalar { get; } = new("");

    /// <summary>Whether an entry has the key.</summary>
    public bool IsIn(JsonNode? entry) => Name.Length == 0 || (entry is JsonObject entity && entity.ContainsKey(Name));

    /// <summary>The key of an entry that has one, as text: equal for the same entries, different for others.</summary>
    public string Of(JsonNode? entry) => (Name.Length == 0 ? entry : entry![Name])?.ToJsonString() ?? "null";

    /// <summary>Where in a list each key first occurs; entries without one are left out.</summary>
    public Dictionary<string, int> PlacesIn(IReadOnlyList<JsonNode?> list)
    {
        var places = new Dictionary<string, int>(list.Count, StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (IsIn(list[i]))
            {
                places.TryAdd(Of(list[i]), i);
            }
        }

        return places;
    }
}
