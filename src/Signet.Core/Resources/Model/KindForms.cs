using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Model;

/// <summary>
/// All forms of one kind: the stored form and the other served forms (apimachinery, <c>pkg/runtime</c> Scheme conversion). Each form is a
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

    public ResourceDefinition Stored { get; }

    public IReadOnlyList<ResourceDefinition> Others { get; }

    /// <summary>The stored form, then the others.</summary>
    public IReadOnlyList<ResourceDefinition> All { get; }

    /// <summary>The form with an <c>apiVersion</c>; null when the kind does not have it.</summary>
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
    /// Reads a stored value in one of the forms. The store can hold any form: a value from before a change of the stored version stays as
    /// it is until its next write.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not an object of the kind.</exception>
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
                : throw new InvalidDataException($"a stored object is {kind.ApiVersion} {kind.Kind}, which is not a form of {Stored.GroupResource}");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("a stored object is not JSON", exception);
        }
    }
}
