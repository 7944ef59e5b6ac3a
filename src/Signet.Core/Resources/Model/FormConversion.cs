using System.Text.Json.Nodes;

namespace Signet.Core.Resources.Model;

/// <summary>
/// How objects of a served form and of the stored form of their kind become each other. Each direction changes the given object in place;
/// fields that both forms have stay as they are, and kind, apiVersion and managedFields are left alone. Both accept objects that lack any
/// field. What a form cannot express is to be kept in an annotation, else a read and a write in that form lose it.
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

    /// <summary>A name may be the old one of a field and the new one of another, so all are taken out first.</summary>
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
