using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Watching;

/// <summary>Creates the objects of bookmarks, which only have a resourceVersion.</summary>
internal static class BookmarkObject
{
    /// <summary>The annotation of the bookmark after the initial events (apimachinery, <c>meta/v1/types.go</c>).</summary>
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
