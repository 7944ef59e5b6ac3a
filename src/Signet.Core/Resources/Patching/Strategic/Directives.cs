using System.Text.Json.Nodes;

namespace Signet.Core.Resources.Patching.Strategic;

/// <summary>The members of a strategic merge patch that are no fields but say how to merge (apimachinery, <c>pkg/util/strategicpatch</c>).</summary>
internal static class Directives
{
    /// <summary>What becomes of the object, or of the list, that it stands in: <c>replace</c> or <c>delete</c>.</summary>
    public const string Patch = "$patch";

    /// <summary>The only members that an object shall keep.</summary>
    public const string RetainKeys = "$retainKeys";

    /// <summary>In front of the name of a list of scalars: what to take out of it.</summary>
    public const string DeleteFromList = "$deleteFromPrimitiveList";

    /// <summary>In front of the name of a list: the order of its entries.</summary>
    public const string SetOrder = "$setElementOrder";

    /// <summary>The name of the list that a directive is about, or null when it is another member.</summary>
    public static string? ListOf(string member, string directive) =>
        member.StartsWith(directive, StringComparison.Ordinal) && member.AsSpan(directive.Length) is ['/', .. var name] ? name.ToString() : null;

    /// <summary>Whether a member starts like a directive; without a list behind it, it is a mistake.</summary>
    public static bool IsMeant(string member, string directive) => member.StartsWith(directive, StringComparison.Ordinal);

    /// <summary>The value of <c>$patch</c>: null when it is not there, empty when it is no string.</summary>
    public static string? ValueOf(JsonObject entity) =>
        !entity.TryGetPropertyValue(Patch, out var directive) ? null
        : directive is JsonValue value && value.TryGetValue<string>(out var text) ? text
        : "";

    /// <summary>A value that is new to the object: as it is, without directives and without nulls, which have nothing to remove.</summary>
    public static JsonNode? Strip(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject entity:
                StripMembers(entity);
                break;
            case JsonArray list:
                for (var i = list.Count - 1; i >= 0; i--)
                {
                    if (list[i] is JsonObject entry && entry.ContainsKey(Patch))
                    {
                        list.RemoveAt(i);
                    }
                    else
                    {
                        Strip(list[i]);
                    }
                }

                break;
        }

        return value;
    }

    private static void StripMembers(JsonObject entity)
    {
        if (ValueOf(entity) == "delete")
        {
            entity.Clear();
            return;
        }

        foreach (var (name, content) in entity.ToArray())
        {
            if (content is null || name is Patch or RetainKeys || IsMeant(name, DeleteFromList) || IsMeant(name, SetOrder))
            {
                entity.Remove(name);
            }
            else
            {
                Strip(content);
            }
        }
    }
}
