using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Patching.Strategic;

namespace Signet.Core.Resources.Patching;

/// <summary>Parses the bodies of all patch types.</summary>
internal static class ObjectPatches
{
    /// <param name="terms">The options of an <see cref="PatchType.Apply"/>.</param>
    /// <returns>The patch; a 400 when it is malformed, a 413 when it has too many operations.</returns>
    public static Outcome<IObjectPatch> Read(PatchType type, ReadOnlySpan<byte> json, ResourceDefinition resource, ApplyOptions terms)
    {
        if (!PatchBody.Read(json).TryGetValue(out var body, out var error))
        {
            return error;
        }

        if (type == PatchType.Json)
        {
            return JsonPatch.Read(body).TryGetValue(out var operations, out error)
                ? new TreePatch(resource, operations.ApplyTo) { Issues = operations.Issues }
                : error;
        }

        if (type == PatchType.Apply)
        {
            return ApplyPatch.Read(body, resource, terms);
        }

        if (body.Root is not JsonObject sketch)
        {
            return PatchErrors.Malformed("it is not an object");
        }

        return type == PatchType.Merge
            ? new TreePatch(resource, current => (JsonObject)MergePatch.Apply(current, sketch)!) { Issues = body.Duplicates }
            : new TreePatch(resource, current => StrategicMerge.Apply(current, (JsonObject)sketch.DeepClone(), resource.Schema))
            {
                Issues = body.Duplicates,
                KeepsKind = true,
            };
    }
}
