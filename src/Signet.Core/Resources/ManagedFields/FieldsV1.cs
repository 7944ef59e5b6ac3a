using System.Text.Json.Nodes;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// The fields that an object sets, in the form <c>FieldsV1</c> (structured-merge-diff, <c>fieldpath/serialize.go</c>):
/// <c>f:NAME</c> for a field, <c>k:{KEYS}</c> for an entry of a keyed list, <c>v:VALUE</c> for one of a set, <c>.</c> for the
/// map or list itself.
/// </summary>
public static class FieldsV1
{
    /// <summary>Metadata that belongs to the system and to no manager (apimachinery, <c>managedfields/internal/stripmeta.go</c>).</summary>
    private static readonly string[] SystemMetadata =
    [
        "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "selfLink", "managedFields", "clusterName",
    ];

    /// <summary>The fields of a whole object without its kind, its apiVersion and what of its metadata is the system's.</summary>
    public static JsonObject Of(JsonObject root, SchemaType type)
    {
        var fields = new JsonObject();
        foreach (var (name, value) in root)
        {
            if (name is "kind" or "apiVersion" || value is null || !type.TryGetField(name, out var field))
            {
                continue;
            }

            var below = Below(value, field.Type, field);
            if (name == "metadata")
            {
                foreach (var system in SystemMetadata)
                {
                    below.Remove("f:" + system);
                }

                if (below.Count == 0)
                {
                    continue;
                }
            }

            fields["f:" + name] = below;
        }

        return fields;
    }

    private static JsonObject Below(JsonNode value, SchemaType type, SchemaField? field) => value switch
    {
        JsonObject map when type.Shape == SchemaShape.Map => OfMap(map, type.Element!),
        JsonObject entity when type.Shape == SchemaShape.Object && field is not { AtomicStruct: true } => OfObject(entity, type),
        JsonArray list when field is { ListKind: ListKind.Map } => OfKeyedList(list, type.Element!, field),
        JsonArray list when field is { ListKind: ListKind.Set } => OfSet(list),
        _ => [],
    };

    private static JsonObject OfObject(JsonObject entity, SchemaType type)
    {
        var fields = new JsonObject();
        foreach (var (name, value) in entity)
        {
            if (value is not null && type.TryGetField(name, out var field))
            {
                fields["f:" + name] = Below(value, field.Type, field);
            }
        }

        return fields;
    }

    private static JsonObject OfMap(JsonObject map, SchemaType element)
    {
        var fields = new JsonObject { ["."] = new JsonObject() };
        foreach (var (name, value) in map)
        {
            fields["f:" + name] = value is null ? [] : Below(value, element, null);
        }

        return fields;
    }

    private static JsonObject OfKeyedList(JsonArray list, SchemaType element, SchemaField field)
    {
        var fields = new JsonObject { ["."] = new JsonObject() };
        foreach (var entry in list)
        {
            var keys = new JsonObject();
            foreach (var key in field.MapKeys)
            {
                keys[key] = ((JsonObject)entry!)[key]?.DeepClone();
            }

            var below = new JsonObject { ["."] = new JsonObject() };
            foreach (var (name, value) in OfObject((JsonObject)entry!, element))
            {
                below[name] = value!.DeepClone();
            }

            fields["k:" + keys.ToJsonString()] = below;
        }

        return fields;
    }

    private static JsonObject OfSet(JsonArray list)
    {
        var fields = new JsonObject { ["."] = new JsonObject() };
        foreach (var entry in list)
        {
            fields["v:" + (entry?.ToJsonString() ?? "null")] = new JsonObject();
        }

        return fields;
    }
}
