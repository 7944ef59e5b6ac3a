using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Writing;

/// <summary>Owner references that an object names twice: the second one is dropped, and the client warned (apiserver, <c>pkg/endpoints/handlers/rest.go</c>).</summary>
internal static class OwnerDuplicates
{
    private const string Before = ".metadata.ownerReferences contains duplicate entries; ";
    private const string After = ".metadata.ownerReferences contains duplicate entries after mutating admission happens; ";
    private const string Rest =
        "API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ";

    /// <summary>Drops them.</summary>
    /// <param name="metadata">The object's metadata.</param>
    /// <param name="isAdmitted">Whether admission has seen the object, as it has when a patch's duplicates are looked for.</param>
    /// <returns>The warning, or null when there were none.</returns>
    public static string? Drop(ObjectMeta metadata, bool isAdmitted)
    {
        if (metadata.OwnerReferences is not { Count: > 1 } references)
        {
            return null;
        }

        var duplicates = new List<string>();
        for (var i = 1; i < references.Count;)
        {
            if (references.Take(i).Any(earlier => JsonNode.DeepEquals(earlier, references[i])))
            {
                duplicates.Add((references[i] as JsonObject)?.GetString("uid") ?? "");
                references.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        return duplicates.Count == 0 ? null : (isAdmitted ? After : Before) + Rest + string.Join(", ", duplicates);
    }

    /// <summary>The warnings of a write: that of <see cref="Drop"/>, if there is one, and those of the kind.</summary>
    public static IReadOnlyList<string> Warnings(string? dropped, IReadOnlyList<string> ofKind) => dropped is null ? ofKind : [dropped, .. ofKind];
}
