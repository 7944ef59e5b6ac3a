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
/// The managedFields of objects that are answered and never stored: reviews and token requests. One instance per kind. The result equals
/// that of <see cref="FieldTracking"/> for a new object, but is computed without sets and trees, since these requests are frequent.
/// </summary>
internal sealed class UnstoredFields
{
    private static readonly FrozenSet<string> SystemRoot = NamesOf(SystemFields.All);
    private static readonly FrozenSet<string> SystemMetadata = NamesOf(SystemFields.All.Below(PathElement.Field("metadata")));
    private readonly FieldType _type;
    private readonly string _apiVersion;
    private readonly JsonObject _empty;

    /// <param name="type">The type of the kind.</param>
    /// <param name="apiVersion">The version of the entry.</param>
    /// <param name="nulls">Members of <c>spec</c> that Go encodes as null when they are unset; they count as present before the write.</param>
    public UnstoredFields(SchemaType type, string apiVersion, params ReadOnlySpan<string> nulls)
    {
        (_type, _apiVersion, _empty) = (new FieldType(type, null), apiVersion, FieldTracking.Canonical([], type));
        foreach (var name in nulls)
        {
            _empty.EnsureObject("spec")[name] = null;
        }
    }

    /// <summary>
    /// Writes the member <c>managedFields</c> with the manager as the owner of all fields of a decoded object; writes nothing when it sets
    /// none.
    /// </summary>
    /// <param name="writer">Positioned in the object's metadata.</param>
    /// <param name="time">The time in Kubernetes' format.</param>
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

    /// <summary>Writes the owned fields below a new value.</summary>
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

    /// <summary>The state before is empty, so all entries are new.</summary>
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

    /// <summary>A new value is listed itself before the first of its members, and only when it has some.</summary>
    private static void WriteItselfOnce(Utf8JsonWriter writer, ref bool isItselfNew)
    {
        if (isItselfNew)
        {
            writer.WriteStartObject("."u8);
            writer.WriteEndObject();
            isItselfNew = false;
        }
    }

    /// <summary>Whether the value has one owner and no owned fields below it.</summary>
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
