using System.Text.Json.Nodes;

namespace Signet.Core.Resources.Patching;

/// <summary>JSON merge patch (RFC 7386, section 2).</summary>
internal static class MergePatch
{
    /// <summary>Returns the patched value. May change <paramref name="target"/>; does not change <paramref name="patch"/>.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
        {
            return patch?.DeepClone();
        }

        var result = target as JsonObject ?? [];
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                result.Remove(name);
                continue;
            }

            var current = result[name];
            var merged = Apply(current, value);
            if (!ReferenceEquals(merged, current))
            {
                result[name] = merged;
            }
        }

        return result;
    }
}
