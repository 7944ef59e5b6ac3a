using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Writing;

/// <summary>The bytes of an object as the store keeps them: canonical JSON without resourceVersion, which only the commit decides.</summary>
internal static class StoredForm
{
    /// <summary>The most bytes that an object may have (etcd, <c>--max-request-bytes</c>): what one store takes every store has to take.</summary>
    public const int Limit = 1536 * 1024;

    public static byte[] Write(ResourceDefinition resource, ObjectDocument document)
    {
        var revision = document.Metadata.ResourceVersion;
        document.Metadata.ResourceVersion = "";
        document.Root["kind"] = resource.Kind.Kind;
        document.Root["apiVersion"] = resource.Kind.ApiVersion;
        var bytes = CanonicalJson.ToBytes(document.Root, resource.Schema);
        document.Metadata.ResourceVersion = revision;
        return bytes;
    }

    /// <summary>A 413 when an object has become too large; one that has been so, and does not grow, may still be changed.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="size">How many bytes it would have.</param>
    /// <param name="before">How many it has; 0 for a new one.</param>
    public static StatusError? CheckSize(ResourceDefinition resource, string name, int size, int before) =>
        size > Limit && size > before ? StatusErrors.ObjectTooLarge(resource.GroupResource, name, size, Limit) : null;
}
