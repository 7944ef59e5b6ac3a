using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// Maintains <c>metadata.managedFields</c> for creates, replacements and patches: the writer becomes the owner of the fields that it
/// changes (apimachinery, <c>util/managedfields/internal/fieldmanager.go</c> Update).
/// </summary>
internal static class FieldTracking
{
    /// <summary>Sets the managedFields of a new or updated object.</summary>
    /// <param name="written">The new state from the client, with defaults, before admission.</param>
    /// <param name="current">The current object; null for a create.</param>
    public static void Track(
        ResourceDefinition resource, ObjectDocument written, ObjectDocument? current, FieldManager manager, DateTimeOffset now)
    {
        var table = Choose(written.Metadata, current?.Metadata, manager);
        written.Metadata.ManagedFields = null;

        // An object without owners gets none before its first apply.
        if (table.Count > 0 || current is null)
        {
            Update(table, resource, current?.Root, written.Root, manager, now);
            written.Metadata.ManagedFields = table.Write();
        }
    }

    /// <summary>Makes an updater the owner of all fields that it changed.</summary>
    internal static void Update(
        OwnershipTable table, ResourceDefinition resource, JsonObject? before, JsonObject after, FieldManager manager, DateTimeOffset now)
    {
        before ??= Canonical([], resource.Schema);
        var comparison = ObjectComparer
            .Compare(before, Canonical(after, resource.Schema), resource.Schema)
            .Without(resource.RulesOf(manager.Subresource).ResetFields);
        TakeFromOthers(table, new FormComparisons(resource, before, after, comparison, manager.Subresource), self: null);
        var taken = comparison.Written.Difference(SystemFields.All);
        if (!taken.IsEmpty)
        {
            var owner = FieldOwner.Updater(manager, resource.Kind.ApiVersion);
            var fields = table[owner] is { } previous ? taken.Union(previous.Fields) : taken;
            table[owner] = new Ownership(fields, resource.Kind.ApiVersion, Timestamps.Format(now));
        }

        UpdaterLimit.Enforce(table);
    }

    /// <summary>Ends the ownership of changed and removed fields, and of fields in versions that the kind does not have.</summary>
    internal static void TakeFromOthers(OwnershipTable table, FormComparisons comparisons, FieldOwner? self)
    {
        foreach (var (owner, owned) in table.Owners.ToList())
        {
            if (owner != self)
            {
                table[owner] = comparisons.In(owned.ApiVersion) is { } comparison
                    ? owned with { Fields = owned.Fields.Difference(comparison.Written).Difference(comparison.Removed) }
                    : null;
            }
        }
    }

    /// <summary>The canonical form of an object as it is stored: without the fields that Go omits, with those that Go always writes.</summary>
    internal static JsonObject Canonical(JsonObject root, SchemaType type) => (JsonObject)JsonNode.Parse(CanonicalJson.ToBytes(root, type))!;

    /// <summary>
    /// A client can set managedFields and clears them with <c>[]</c> or <c>[{}]</c>. Malformed and missing managedFields are ignored, and
    /// those of a subresource always.
    /// </summary>
    private static OwnershipTable Choose(ObjectMeta written, ObjectMeta? current, FieldManager manager)
    {
        if (manager.Subresource.Length == 0 && written.ManagedFields is { } sent)
        {
            if (sent is [] or [JsonObject { Count: 0 }])
            {
                return new OwnershipTable();
            }

            if (OwnershipTable.Read(sent).TryGetValue(out var table, out _))
            {
                return table;
            }
        }

        return OwnershipTable.Read(current?.ManagedFields).TryGetValue(out var kept, out _) ? kept : new OwnershipTable();
    }
}
