using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>
/// The managedFields of what is answered and never stored: reviews and token requests. Made once for a kind. It writes what
/// <see cref="FieldTracking"/> would find for a new object, but without sets and without a tree, because these are many.
/// </summary>
internal sealed class UnstoredFields
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

    /// <summary>Writes the member <c>managedFields</c>, which makes the manager the owner of all fields of a decoded object; nothing when it has none.</summary>
    /// <param name="writer">Stands in the object's metadata.</param>
    /// <param name="document">The object.</param>
    /// <param name="manager">Who sent it.</param>
    /// <param name="time">When, as Kubernetes writes times.</param>
    public void Write(Utf8JsonWriter writer, ObjectDocument document, FieldManager manager, string time)
    {
        var hasMetadata = _type.TryGetMember("metadata", out var metadata) && HasNewMember(Slot.Absent, document.Metadata.Node, metadata, SystemMetadata);
        if (!hasMetadata && !HasNewMember(Slot.Of(_empty), document.Root, _type, SystemRoot))
        {
            return;
        }

        writer.WriteStartArray("managedFields"u8);
        writer.WriteStartObject();
        writer.WriteString("manager"u8, manager.Name);
        writer.WriteString("operation"u8, FieldOwner.Update);
        writer.WriteString("apiVersion"u8, _apiVersion);
        writer.WriteString("time"u8, time);
        writer.WriteString("fieldsType"u8, FieldsV1.TypeName);
        writer.WriteStartObject("fieldsV1"u8);
        if (hasMetadata)
        {
            writer.WriteStartObject("f:metadata"u8);
            WriteNewMembers(writer, Slot.Absent, document.Metadata.Node, metadata, SystemMetadata, isItselfNew: false);
            writer.WriteEndObject();
        }

        WriteNewMembers(writer, Slot.Of(_empty), document.Root, _type, SystemRoot, isItselfNew: false);
        writer.WriteEndObject();
        if (manager.Subresource.Length > 0)
        {
            writer.WriteString("subresource"u8, manager.Subresource);
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static bool HasNewMember(Slot before, JsonObject after, FieldType type, FrozenSet<string> system)
    {
        foreach (var (name, value) in after)
        {
            if (!system.Contains(name) && type.TryGetMember(name, out var member) && IsNew(before.Member(name), Slot.Of(value), member))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNew(Slot before, Slot after, FieldType type) =>
        !before.IsPresent ||
        (IsWhole(before, after, type) ? !JsonNode.DeepEquals(before.Value, after.Value)
            : IsListed(type) ? ListIndex.Of((JsonArray)after.Value!, type).Elements.Count > 0
            : HasNewMember(before, (JsonObject)after.Value!, type, FrozenSet<string>.Empty));

    /// <summary>Writes what is owned beneath a new value.</summary>
    private static void WriteNew(Utf8JsonWriter writer, Slot before, Slot after, FieldType type)
    {
        writer.WriteStartObject();
        if (!IsWhole(before, after, type))
        {
            if (IsListed(type))
            {
                WriteEntries(writer, (JsonArray)after.Value!, type, !before.IsPresent);
            }
            else
            {
                WriteNewMembers(writer, before, (JsonObject)after.Value!, type, FrozenSet<string>.Empty, !before.IsPresent);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteNewMembers(
        Utf8JsonWriter writer, Slot before, JsonObject after, FieldType type, FrozenSet<string> system, bool isItselfNew)
    {
        foreach (var name in SortedNames(after))
        {
            var (was, value) = (before.Member(name), Slot.Of(after[name]));
            if (!system.Contains(name) && type.TryGetMember(name, out var member) && IsNew(was, value, member))
            {
                WriteItselfOnce(writer, ref isItselfNew);
                writer.WritePropertyName("f:" + name);
                WriteNew(writer, was, value, member);
            }
        }
    }

    /// <summary>An empty object has no entries, so all are new.</summary>
    private static void WriteEntries(Utf8JsonWriter writer, JsonArray after, FieldType type, bool isItselfNew)
    {
        var index = ListIndex.Of(after, type);
        index.Elements.Sort();
        foreach (var element in index.Elements)
        {
            WriteItselfOnce(writer, ref isItselfNew);
            writer.WritePropertyName(element.ToFieldsV1());
            if (index[element] is [var only])
            {
                WriteNew(writer, Slot.Absent, Slot.Of(only), type.Entry);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }
        }
    }

    /// <summary>What is new itself says so before the first of its members; without members it need not.</summary>
    private static void WriteItselfOnce(Utf8JsonWriter writer, ref bool isItselfNew)
    {
        if (isItselfNew)
        {
            writer.WriteStartObject("."u8);
            writer.WriteEndObject();
            isItselfNew = false;
        }
    }

    /// <summary>Whether it has one owner, with nothing beneath.</summary>
    private static bool IsWhole(Slot before, Slot after, FieldType type) => type.Structure == FieldStructure.Leaf || (before.IsEmpty && after.IsEmpty);

    private static bool IsListed(FieldType type) => type.Structure is FieldStructure.KeyedList or FieldStructure.Set;

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
