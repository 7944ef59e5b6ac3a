using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>
/// Server-side apply (structured-merge-diff, <c>merge/update.go</c>; apimachinery, <c>util/managedfields</c>). The applier becomes the
/// owner of the fields in its configuration, fields that it no longer applies are removed, and a change of a field with another owner is a
/// conflict.
/// </summary>
/// <param name="force">Whether to take fields from other owners.</param>
internal sealed class ServerSideApply(
    ResourceDefinition resource, AppliedConfiguration configuration, FieldManager manager, bool force, DateTimeOffset now)
{
    /// <summary>The owner of the fields of an object that had no managedFields before its first apply.</summary>
    private const string BeforeFirstApply = "before-first-apply";

    private readonly SchemaType _type = resource.Schema;
    private readonly string _apiVersion = resource.Kind.ApiVersion;
    private readonly FieldOwner _self = FieldOwner.Applier(manager);

    /// <summary>The new state of an object with its managedFields, before defaulting: defaults have no owner.</summary>
    /// <param name="current">The current object; null when it does not exist.</param>
    /// <returns>The object, or a 409 that lists the conflicts.</returns>
    public Outcome<ObjectDocument> To(ObjectDocument? current)
    {
        if (!OwnershipTable.Read(current?.Metadata.ManagedFields).TryGetValue(out var table, out var error))
        {
            return StatusErrors.Unclassified($"failed to decode managed fields: {error.Message}");
        }

        var live = current is null ? FieldTracking.Canonical([], _type) : (JsonObject)current.Root.DeepClone();
        live.GetObject("metadata")?.Remove("managedFields");
        if (current is not null && table.Count == 0)
        {
            FieldTracking.Update(table, resource, before: null, live, manager with { Name = BeforeFirstApply }, now);
        }

        if (!Merge(live, table).TryGetValue(out var merged, out error) || !ToDocument(merged, live, current).TryGetValue(out var document, out error))
        {
            return error;
        }

        document.Metadata.ManagedFields = table.Write();
        return document;
    }

    /// <summary>Merges, prunes and updates the ownership in the table.</summary>
    private Outcome<JsonObject> Merge(JsonObject live, OwnershipTable table)
    {
        var last = table[_self];
        var resets = resource.RulesOf(manager.Subresource).ResetFields;
        table[_self] = new Ownership(configuration.Fields.Without(resets), _apiVersion, last?.Time);
        var merged = Pruning.Prune(ObjectMerger.Merge(live, configuration.Root, _type), last, table, resource);

        var comparison = ObjectComparer.Compare(live, merged, _type).Without(resets);
        var comparisons = new FormComparisons(resource, live, merged, comparison, manager.Subresource);
        var conflicts = ApplyConflicts.Find(table, comparisons, _self);
        if (!force && !conflicts.IsEmpty && LastApplied.AppliesTo(manager))
        {
            conflicts = conflicts.Except(LastApplied.FieldsToTake(live, resource));
        }

        if (!force && !conflicts.IsEmpty)
        {
            return conflicts.ToError();
        }

        FieldTracking.TakeFromOthers(table, comparisons, _self);
        if (table[_self] is { } own)
        {
            // An applier of values that the object already has becomes an owner without a time, since the object has not changed.
            table[_self] = own with
            {
                Fields = own.Fields.Difference(SystemFields.All),
                Time = JsonNode.DeepEquals(live, merged) ? last?.Time : Timestamps.Format(now),
            };
        }

        return merged;
    }

    private Outcome<ObjectDocument> ToDocument(JsonObject merged, JsonObject live, ObjectDocument? current)
    {
        ObjectDocument document;
        if (current is not null && JsonNode.DeepEquals(live, merged))
        {
            document = current.Clone();
        }
        else
        {
            // The schema has checked the structure of the configuration; only decoding checks its values.
            var json = System.Text.Encoding.UTF8.GetBytes(merged.ToJsonString());
            if (!ObjectDecoder.Decode(json, _type, resource.Kind).TryGetValue(out var decoded, out var error))
            {
                return StatusErrors.Unclassified(
                    $"failed to convert new object ({AppliedConfiguration.Describe(configuration.Root, resource)}) to proper version: {error.Message}");
            }

            document = new ObjectDocument(decoded.Root);
        }

        if (LastApplied.AppliesTo(manager))
        {
            LastApplied.Refresh(document, configuration);
        }

        return document;
    }
}
