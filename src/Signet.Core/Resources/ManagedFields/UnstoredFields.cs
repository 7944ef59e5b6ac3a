using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// The managedFields of what is answered and never stored: reviews and token requests. Made once for a kind. It writes what
/// <see cref="FieldTracking"/> would find for a new object, but without sets, because reviews are many.
/// </summary>
public sealed class UnstoredFields
{
    private static readonly FrozenSet<string> SystemRoot = NamesOf(SystemFields.All);
    private static readonly FrozenSet<string> SystemMetadata = NamesOf(SystemFields.All.Below(PathElement.Field("metadata")));
    private readonly FieldType _type;
    private readonly string _apiVersion;
    private readonly JsonObject _empty;

    /// <summary>Prepares for a kind.</summary>
    /// <param name="type">The kind's type.</param>
    /// <param name="apiVersion">The version that the entry names.</param>
    /// <param name="nulls">Members of <c>spec</c> that Go writes as null when they are not set; that makes them no new ones when they are.</param>
    public UnstoredFields(SchemaType type, string apiVersion, params ReadOnlySpan<string> nulls)
    {
        (_type, _apiVersion, _empty) = (new FieldType(type, null), apiVersion, FieldTracking.Canonical([], type));
        foreach (var name in nulls)
        {
            _empty.EnsureObject("spec")[name] = null;
        }
    }

    /// <summary>Makes the manager the owner of all fields of a decoded object.</summary>
    public void Set(ObjectDocument document, FieldManager manager, DateTimeOffset now)
    {
        document.Metadata.ManagedFields = null;
        var fields = WriteMembers(Slot.Of(_empty), document.Root, _type, SystemRoot);
        if (_type.TryGetMember("metadata", out var metadata) &&
            WriteMembers(Slot.Absent, document.Metadata.Node, metadata, SystemMetadata) is { Count: > 0 } own)
        {
            fields.Insert(0, "f:metadata", own);
        }

        if (fields.Count > 0)
        {
            document.Metadata.ManagedFields =
                new JsonArray(OwnershipTable.WriteEntry(FieldOwner.Updater(manager, _apiVersion), _apiVersion, fields, Timestamps.Format(now)));
        }
    }

    /// <summary>Writes what is new or different of a value; null when nothing is.</summary>
    private static JsonObject? Write(Slot before, Slot after, FieldType type)
    {
        var structure = type.Structure;
        if (structure == FieldStructure.Leaf || (before.IsEmpty && after.IsEmpty))
        {
            return before.IsPresent && JsonNode.DeepEquals(before.Value, after.Value) ? null : [];
        }

        var fields = structure is FieldStructure.KeyedList or FieldStructure.Set
            ? WriteEntries((JsonArray)after.Value!, type)
            : WriteMembers(before, (JsonObject)after.Value!, type, FrozenSet<string>.Empty);
        if (!before.IsPresent && fields.Count > 0)
        {
            fields.Insert(0, ".", new JsonObject());
        }

        return before.IsPresent && fields.Count == 0 ? null : fields;
    }

    private static JsonObject WriteMembers(Slot before, JsonObject after, FieldType type, FrozenSet<string> system)
    {
        var fields = new JsonObject();
        foreach (var name in SortedNames(after))
        {
            if (!system.Contains(name) && type.TryGetMember(name, out var member) &&
                Write(before.Member(name), Slot.Of(after[name]), member) is { } written)
            {
                fields["f:" + name] = written;
            }
        }

        return fields;
    }

    /// <summary>An empty object has no entries, so all are new.</summary>
    private static JsonObject WriteEntries(JsonArray after, FieldType type)
    {
        var fields = new JsonObject();
        var index = ListIndex.Of(after, type);
        index.Elements.Sort();
        foreach (var element in index.Elements)
        {
            fields[element.ToFieldsV1()] = index[element] is [var only] ? Write(Slot.Absent, Slot.Of(only), type.Entry) : [];
        }

        return fields;
    }

    private static string[] SortedNames(JsonObject members)
    {
        var names = new string[members.Count];
        var count = 0;
        foreach (var (name, _) in members)
        {
            names[count++] = name;
        }

        if (count > 1)
        {
            Array.Sort(names, Utf8Order.Instance);
        }

        return names;
    }

    private static FrozenSet<string> NamesOf(FieldSet set) =>
        set.Entries.Where(entry => entry.IsMember).Select(entry => entry.Element.Text).ToFrozenSet(StringComparer.Ordinal);
}
