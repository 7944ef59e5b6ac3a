using System.Text.Json.Nodes;

namespace Signet.Core.Resources.Patching.Strategic;

/// <summary>The members of a strategic merge patch that control the merge (apimachinery, <c>pkg/util/strategicpatch</c>).</summary>
internal static class Directives
{
    /// <summary>The operation on the containing object or list: <c>replace</c> or <c>delete</c>.</summary>
    public const string Patch = "$patch";

    /// <summary>The only members of an object that are kept.</summary>
    public const string RetainKeys = "$retainKeys";

    /// <summary>The prefix of the name of a list of scalars: the entries to remove.</summary>
    public const string DeleteFromList = "$deleteFromPrimitiveList";

    /// <summary>The prefix of the name of a list: the order of its entries.</summary>
    public const string SetOrder = "$setElementOrder";

    /// <summary>The list of a directive; null when the member is not this directive.</summary>
    public static string? ListOf(string member, string directive) =>
        member.StartsWith(directive, StringComparison.Ordinal) && member.AsSpan(directive.Length) is ['/', .. var name] ? name.ToString() : null;

    /// <summary>Whether a member has the prefix of a directive; without a list name after it, it is an error.</summary>
    public static bool HasPrefix(string member, string directive) => member.StartsWith(directive, StringComparison.Ordinal);

    /// <summary>The value of <c>$patch</c>: null when it is absent, empty when it is not a string.</summary>
    public static string? ValueOf(JsonObject entity) =>
        !entity.TryGetPropertyValue(Patch, out var directive) ? null
        : directive is JsonValue value && value.TryGetValue<string>(out var text) ? text
        : "";

    /// <summary>A copy of a new value without directives and without nulls.</summary>
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
            if (content is null || name is Patch or RetainKeys || HasPrefix(name, DeleteFromList) || HasPrefix(name, SetOrder))
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
