using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// A write that would change nothing but times in managedFields is none (apiserver, <c>endpoints/handlers/fieldmanager</c>
/// IgnoreManagedFieldsTimestampsTransformer).
/// </summary>
internal static class ManagedFieldsTimes
{
    /// <summary>Puts the old times back where managedFields differ in times only; false, and nothing done, when they do not.</summary>
    public static bool TryRestore(ObjectMeta updated, ObjectMeta current)
    {
        if (updated.ManagedFields is not { } written || current.ManagedFields is not { } kept || written.Count != kept.Count)
        {
            return false;
        }

        var isChanged = false;
        for (var i = 0; i < kept.Count; i++)
        {
            var (one, other) = ((JsonObject)written[i]!.DeepClone(), (JsonObject)kept[i]!);
            isChanged |= one.GetString("time") != other.GetString("time");
            one.SetString("time", other.GetString("time"));
            if (!JsonNode.DeepEquals(one, other))
            {
                return false;
            }
        }

        if (isChanged)
        {
            updated.ManagedFields = (JsonArray)kept.DeepClone();
        }

        return isChanged;
    }
}
