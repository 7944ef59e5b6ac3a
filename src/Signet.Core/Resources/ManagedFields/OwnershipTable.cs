using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>The decoded <c>metadata.managedFields</c> of one object.</summary>
internal sealed class OwnershipTable
{
    private readonly Dictionary<FieldOwner, Ownership> _owners = [];

    public int Count => _owners.Count;

    public IReadOnlyCollection<KeyValuePair<FieldOwner, Ownership>> Owners => _owners;

    /// <summary>The fields of an owner; null for none. Setting null removes the owner.</summary>
    public Ownership? this[FieldOwner owner]
    {
        get => _owners.GetValueOrDefault(owner);
        set
        {
            if (value is null || value.Fields.IsEmpty)
            {
                _owners.Remove(owner);
            }
            else
            {
                _owners[owner] = value;
            }
        }
    }

    /// <summary>Decodes <c>managedFields</c> (apimachinery, DecodeManagedFields).</summary>
    public static Outcome<OwnershipTable> Read(JsonArray? entries)
    {
        var table = new OwnershipTable();
        foreach (var node in entries ?? [])
        {
            var entry = (JsonObject)node!;
            var apiVersion = entry.GetString("apiVersion");
            if (!FieldOwner.TryParseOperation(entry.GetString("operation"), out var isApplier))
            {
                return StatusErrors.Unclassified("operation must be `Apply` or `Update`");
            }

            if (apiVersion.Length == 0)
            {
                return StatusErrors.Unclassified("apiVersion must not be empty");
            }

            if (entry.GetString("fieldsType") is not FieldsV1.TypeName and var fieldsType)
            {
                return StatusErrors.Unclassified($"invalid fieldsType {GoText.Quote(fieldsType)} in a managed fields entry");
            }

            if (!FieldsV1.Read(entry.GetObject("fieldsV1") ?? []).TryGetValue(out var fields, out var error))
            {
                return error;
            }

            var owner = new FieldOwner(entry.GetString("manager"), isApplier, isApplier ? "" : apiVersion, entry.GetString("subresource"));
            table._owners[owner] = new Ownership(fields, apiVersion, entry.GetString("time") is { Length: > 0 } time ? time : null);
        }

        return table;
    }

    /// <summary>Encodes <c>managedFields</c>: appliers first, then by age; null when no field has an owner.</summary>
    public JsonArray? Write()
    {
        if (Count == 0)
        {
            return null;
        }

        var entries = new JsonArray();
        foreach (var (owner, owned) in _owners
            .OrderBy(entry => entry.Key.Operation, StringComparer.Ordinal)
            .ThenBy(entry => entry.Value.Time ?? "", StringComparer.Ordinal)
            .ThenBy(entry => entry.Key))
        {
            entries.Add((JsonNode)WriteEntry(owner, owned.ApiVersion, FieldsV1.Write(owned.Fields), owned.Time));
        }

        return entries;
    }

    /// <summary>Encodes one entry.</summary>
    public static JsonObject WriteEntry(FieldOwner owner, string apiVersion, JsonObject fields, string? time)
    {
        var entry = new JsonObject
        {
            ["manager"] = owner.Manager,
            ["operation"] = owner.Operation,
            ["apiVersion"] = apiVersion,
            ["fieldsType"] = FieldsV1.TypeName,
            ["fieldsV1"] = fields,
        };
        entry.SetString("time", time ?? "");
        entry.SetString("subresource", owner.Subresource);
        return entry;
    }
}
