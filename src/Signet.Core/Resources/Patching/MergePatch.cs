using System.Text.Json.Nodes;

namespace Signet.Core.Resources.Patching;

/// <summary>JSON merge patch (RFC 7386, section 2).</summary>
internal static class MergePatch
{
    /// <summary>The patched value. <paramref name="target"/> is changed in place where it can be; <paramref name="patch"/> stays as it is.</summary>
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
