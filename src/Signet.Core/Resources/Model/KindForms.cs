using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Model;

/// <summary>
/// All forms of one kind: the stored one, and the others that are served (apimachinery, <c>pkg/runtime</c> Scheme conversion). Each form is a
/// <see cref="ResourceDefinition"/> of its own; most kinds have one.
/// </summary>
internal sealed class KindForms
{
    private KindForms(ResourceDefinition stored, IReadOnlyList<ResourceDefinition> others)
    {
        Stored = stored;
        Others = others;
        All = [stored, .. others];
    }

    /// <summary>The form in which objects are stored.</summary>
    public ResourceDefinition Stored { get; }

    /// <summary>The other forms.</summary>
    public IReadOnlyList<ResourceDefinition> Others { get; }

    /// <summary>All of them, the stored one first.</summary>
    public IReadOnlyList<ResourceDefinition> All { get; }

    /// <summary>The form of an <c>apiVersion</c>, or null when the kind has none of it.</summary>
    public ResourceDefinition? Find(string apiVersion)
    {
        foreach (var form in All)
        {
            if (form.Kind.ApiVersion == apiVersion)
            {
                return form;
            }
        }

        return null;
    }

    internal static KindForms Of(ResourceDefinition stored, Func<ServedForm, ResourceDefinition> define) =>
        new(stored, [.. stored.OtherForms.Select(define)]);

    /// <summary>A copy of an object in another form.</summary>
    internal static JsonObject Convert(JsonObject root, ResourceDefinition from, ResourceDefinition to)
    {
        var converted = (JsonObject)root.DeepClone();
        if (from != to)
        {
            from.Conversion?.ToStored(converted);
            to.Conversion?.FromStored(converted);
            converted["kind"] = to.Kind.Kind;
            converted["apiVersion"] = to.Kind.ApiVersion;
        }

        return converted;
    }

    /// <summary>The canonical bytes of an object in another form.</summary>
    internal static byte[] Convert(ReadOnlySpan<byte> json, ResourceDefinition from, ResourceDefinition to) =>
        CanonicalJson.ToBytes(Convert((JsonObject)JsonNode.Parse(json)!, from, to), to.Schema);

    /// <summary>
    /// Reads a stored value in one of the forms. The store may hold any of them: what was written before the stored version changed stays as it
    /// is until its next write.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are no object of the kind.</exception>
    internal StoredObject Read(ReadOnlySpan<byte> value, Revision revision, ResourceDefinition wanted)
    {
        if (value.StartsWith(wanted.TypePrefix.Span))
        {
            return StoredObjectReader.Read(value, revision);
        }

        try
        {
            var kind = TypeMetaReader.Read(value);
            return Find(kind.ApiVersion) is { } stored && stored.Kind == kind
                ? StoredObjectReader.Read(Convert(value, stored, wanted), revision)
                : throw new InvalidDataException($"a stored object is {kind.ApiVersion} {kind.Kind}, which is no form of {Stored.GroupResource}");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("a stored object is not JSON", exception);
        }
    }
}
