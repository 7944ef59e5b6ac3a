using System.Text.Json.Nodes;
using Signet.Core.Objects;

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
        List<string>? removed = null;
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                (removed ??= []).Add(name);
                continue;
            }

            var current = result[name];
            var merged = Apply(current, value);
            if (!ReferenceEquals(merged, current))
            {
                result[name] = merged;
            }
        }

        result.RemoveAll(removed ?? []);
        return result;
    }
}
