using System.Text.Json.Nodes;

namespace Signet.Core.Resources.Model;

/// <summary>
/// The conversion between a served form and the stored form of a kind. Each direction changes the object in place and must accept an object
/// that lacks any field. Fields that both forms share, kind, apiVersion and managedFields are left alone. Data that a form cannot express
/// must go to an annotation, else a read and a write in that form lose it.
/// </summary>
/// <param name="ToStored">From the served form to the stored form.</param>
/// <param name="FromStored">From the stored form to the served form.</param>
internal sealed record FormConversion(Action<JsonObject> ToStored, Action<JsonObject> FromStored)
{
    /// <summary>A conversion between forms whose top-level fields differ in their names alone.</summary>
    /// <param name="names">The name in the served form, and the name in the stored form.</param>
    public static FormConversion Renaming(IReadOnlyDictionary<string, string> names)
    {
        var back = names.ToDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);
        return new FormConversion(root => Rename(root, names), root => Rename(root, back));
    }

    /// <summary>All fields are removed before any is added, because the old name of one field may be the new name of another.</summary>
    private static void Rename(JsonObject root, IReadOnlyDictionary<string, string> names)
    {
        var renamed = new List<KeyValuePair<string, JsonNode?>>();
        foreach (var (from, to) in names)
        {
            if (root.Remove(from, out var value))
            {
                renamed.Add(new(to, value));
            }
        }

        foreach (var (name, value) in renamed)
        {
            root[name] = value;
        }
    }
}
