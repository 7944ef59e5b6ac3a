using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// Keeps <c>metadata.managedFields</c> on creations, replacements and patches: whoever changes a field becomes its owner (apimachinery,
/// <c>util/managedfields/internal/fieldmanager.go</c> Update).
/// </summary>
internal static class FieldTracking
{
    /// <summary>Gives a new or changed object its managedFields.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="written">The object as the client wants it, with its defaults and before anything else has a say.</param>
    /// <param name="current">The object as it is, or null when it is being created.</param>
    /// <param name="manager">Who writes.</param>
    /// <param name="now">The time of the request.</param>
    public static void Track(
        ResourceDefinition resource, ObjectDocument written, ObjectDocument? current, FieldManager manager, DateTimeOffset now)
    {
        var table = Choose(written.Metadata, current?.Metadata, manager);
        written.Metadata.ManagedFields = null;

        // An object that nobody owns anything of stays so until somebody applies.
        if (table.Count > 0 || current is null)
        {
            Update(table, resource, current?.Root, written.Root, manager, now);
            written.Metadata.ManagedFields = table.Write();
        }
    }

    /// <summary>Makes an updater the owner of all that it changed.</summary>
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

    /// <summary>Ends the ownership of what has changed hands or is gone, and that in versions that the kind does not have.</summary>
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

    /// <summary>An object as it will be stored: without what Go drops, with what Go always writes.</summary>
    internal static JsonObject Canonical(JsonObject root, SchemaType type) => (JsonObject)JsonNode.Parse(CanonicalJson.ToBytes(root, type))!;

    /// <summary>
    /// A client may set managedFields itself, and clears them with <c>[]</c> or <c>[{}]</c>; what makes no sense is passed over, and who
    /// leaves them out keeps them. A subresource has no say.
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
