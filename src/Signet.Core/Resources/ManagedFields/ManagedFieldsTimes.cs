using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// A write that changes only times in managedFields is not stored (apiserver, <c>endpoints/handlers/fieldmanager</c>
/// IgnoreManagedFieldsTimestampsTransformer).
/// </summary>
internal static class ManagedFieldsTimes
{
    /// <summary>Restores the old times when the managedFields differ in times only; otherwise returns false and changes nothing.</summary>
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
