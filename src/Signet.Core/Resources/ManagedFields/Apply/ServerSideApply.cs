using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>
/// Server-side apply (structured-merge-diff, <c>merge/update.go</c>; apimachinery, <c>util/managedfields</c>): an applier says which
/// fields it wants; it becomes their owner, loses those that it no longer names, and is stopped where others own what it would change.
/// </summary>
/// <param name="resource">The kind.</param>
/// <param name="configuration">What is applied.</param>
/// <param name="manager">Who applies.</param>
/// <param name="force">Whether to take fields from others.</param>
/// <param name="now">The time of the request.</param>
internal sealed class ServerSideApply(
    ResourceDefinition resource, AppliedConfiguration configuration, FieldManager manager, bool force, DateTimeOffset now)
{
    /// <summary>Owns what an object had before anybody applied to it, when nobody was known to own anything.</summary>
    private const string BeforeFirstApply = "before-first-apply";

    private readonly SchemaType _type = resource.Schema;
    private readonly string _apiVersion = resource.Kind.ApiVersion;
    private readonly FieldOwner _self = FieldOwner.Applier(manager);

    /// <summary>The new state of an object, with its owners and before its defaults: those are nobody's.</summary>
    /// <param name="current">The object as it is, or null when there is none yet.</param>
    /// <returns>The object, or a 409 that names the conflicts.</returns>
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

    /// <summary>Merges, prunes and settles the ownership in the table.</summary>
    private Outcome<JsonObject> Merge(JsonObject live, OwnershipTable table)
    {
        var last = table[_self];
        var resets = resource.RulesOf(manager.Subresource).ResetFields;
        table[_self] = new Ownership(configuration.Fields.Without(resets), _apiVersion, last?.Time);
        var merged = Pruning.Prune(ObjectMerger.Merge(live, configuration.Root, _type), last, table, resource);

        var comparison = ObjectComparer.Compare(live, merged, _type).Without(resets);
        var comparisons = new FormComparisons(resource, live, merged, comparison, manager.Subresource);
        var conflicts = ApplyConflicts.Find(table, comparisons, _self);
        if (!force && !conflicts.IsEmpty && LastApplied.Concerns(manager))
        {
            conflicts = conflicts.Except(LastApplied.Takeable(live, resource));
        }

        if (!force && !conflicts.IsEmpty)
        {
            return conflicts.ToError();
        }

        FieldTracking.TakeFromOthers(table, comparisons, _self);
        if (table[_self] is { } own)
        {
            // Who applies what is there already becomes an owner of it without a time: the object has not changed.
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
            // What the parts of a configuration are, the schema has checked; what their values say, only decoding does.
            if (!ObjectDecoder.Decode(System.Text.Encoding.UTF8.GetBytes(merged.ToJsonString()), _type, resource.Kind).TryGetValue(out var decoded, out var error))
            {
                return StatusErrors.Unclassified(
                    $"failed to convert new object ({AppliedConfiguration.Describe(configuration.Root, resource)}) to proper version: {error.Message}");
            }

            document = new ObjectDocument(decoded.Root);
        }

        if (LastApplied.Concerns(manager))
        {
            LastApplied.Refresh(document, configuration);
        }

        return document;
    }
}
