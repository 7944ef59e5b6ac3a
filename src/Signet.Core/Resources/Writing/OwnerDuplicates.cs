using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Writing;

/// <summary>Duplicate owner references: the second one is removed, with a warning (apiserver, <c>pkg/endpoints/handlers/rest.go</c>).</summary>
internal static class OwnerDuplicates
{
    private const string Before = ".metadata.ownerReferences contains duplicate entries; ";
    private const string After = ".metadata.ownerReferences contains duplicate entries after mutating admission happens; ";
    private const string Rest =
        "API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ";

    /// <summary>Removes the duplicates.</summary>
    /// <param name="isAdmitted">Whether the object has passed admission; the owner references of a patch are checked after it.</param>
    /// <returns>The warning; null without duplicates.</returns>
    public static string? Drop(ObjectMeta metadata, bool isAdmitted)
    {
        // Each one is compared with all before it. More than the maximum are refused later.
        if (metadata.OwnerReferences is not { Count: > 1 and <= OwnerReferenceRules.MaxCount } references)
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

    /// <summary>Adds the warning of <see cref="Drop"/>, if there is one, to those of the kind.</summary>
    public static IReadOnlyList<string> Warnings(string? dropped, IReadOnlyList<string> ofKind) => dropped is null ? ofKind : [dropped, .. ofKind];
}
