using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Patching;

/// <summary>A patch of the JSON tree. The result is decoded by the schema like the body of a request.</summary>
internal sealed class TreePatch(ResourceDefinition resource, Func<JsonObject, Outcome<JsonObject>> change) : IObjectPatch
{
    /// <summary>The errors of strict field validation of the patch itself.</summary>
    public IReadOnlyList<string> Issues { get; init; } = [];

    /// <summary>Whether kind and apiVersion in the patch are ignored.</summary>
    public bool KeepsKind { get; init; }

    /// <inheritdoc/>
    public Outcome<PatchedObject> ApplyTo(ObjectDocument current)
    {
        if (!change(current.Root).TryGetValue(out var changed, out var error))
        {
            return error;
        }

        if (KeepsKind)
        {
            changed["kind"] = resource.Kind.Kind;
            changed["apiVersion"] = resource.Kind.ApiVersion;
        }

        if (!ObjectDecoder.Decode(ToBytes(changed), resource.Schema, resource.Kind).TryGetValue(out var decoded, out error))
        {
            return PatchErrors.InvalidResult(error.Message);
        }

        // A patch may switch to another version of the kind.
        return decoded.Kind == resource.Kind ? Patched(decoded.Root, decoded)
            : resource.Forms.Find(decoded.Kind.ApiVersion) is { } form ? Patched(KindForms.Convert(decoded.Root, form, resource), decoded)
            : PatchErrors.InvalidResult(DecodingErrors.VersionMismatch(decoded.Kind, resource.Kind).Message);
    }

    private PatchedObject Patched(JsonObject root, DecodedObject decoded) => new(new ObjectDocument(root), [.. Issues, .. decoded.StrictIssues]);

    private static ReadOnlySpan<byte> ToBytes(JsonObject root)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        root.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenSpan;
    }
}
