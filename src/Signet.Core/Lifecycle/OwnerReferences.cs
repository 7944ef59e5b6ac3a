using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Lifecycle;

/// <summary>The changes that the garbage collector makes to <c>metadata.ownerReferences</c>.</summary>
internal static class OwnerReferences
{
    /// <summary>Removes the references to owners by their uids, and the field when none is left.</summary>
    public static void Remove(ObjectDocument document, IReadOnlySet<string> uids)
    {
        if (document.Metadata.OwnerReferences is not { } references)
        {
            return;
        }

        for (var i = references.Count - 1; i >= 0; i--)
        {
            if (references[i] is JsonObject reference && uids.Contains(reference.GetString("uid")))
            {
                references.RemoveAt(i);
            }
        }

        if (references.Count == 0)
        {
            document.Metadata.Node.Remove("ownerReferences");
        }
    }

    /// <summary>Sets <c>blockOwnerDeletion</c> to false where it is true.</summary>
    public static void Unblock(ObjectDocument document)
    {
        foreach (var reference in document.Metadata.OwnerReferences ?? [])
        {
            if (reference is JsonObject node && node.GetBoolean("blockOwnerDeletion") == true)
            {
                node["blockOwnerDeletion"] = false;
            }
        }
    }
}
