using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Watching;

/// <summary>Makes the objects of bookmarks: empty but for a revision.</summary>
internal static class BookmarkObject
{
    /// <summary>Marks the bookmark behind what was there when the watch began (apimachinery, <c>meta/v1/types.go</c>).</summary>
    public const string InitialEventsEnd = "k8s.io/initial-events-end";

    internal static StoredObject Make(ResourceDefinition resource, Revision revision, bool endsInitialEvents)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString() };
        if (endsInitialEvents)
        {
            metadata["annotations"] = new JsonObject { [InitialEventsEnd] = "true" };
        }

        var root = new JsonObject { ["kind"] = resource.Kind.Kind, ["apiVersion"] = resource.Kind.ApiVersion, ["metadata"] = metadata };
        return new StoredObject
        {
            Key = new ObjectKey("", ""),
            Uid = "",
            Revision = revision,
            Json = CanonicalJson.ToBytes(root, resource.Schema),
        };
    }
}
