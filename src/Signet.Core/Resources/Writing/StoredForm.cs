using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
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

    /// <summary>
    /// The bytes to store. When an object is too large only because of its managedFields, it loses them: nobody's right to a field is worth
    /// a refused write (apiserver, <c>pkg/endpoints/handlers</c> isTooLargeError). An apply keeps them, and is refused.
    /// </summary>
    /// <param name="resource">The kind.</param>
    /// <param name="document">The object.</param>
    /// <param name="request">How it is written.</param>
    /// <param name="before">How many bytes it has; 0 for a new one.</param>
    public static Outcome<byte[]> Fit(ResourceDefinition resource, ObjectDocument document, WriteRequest request, int before)
    {
        var bytes = Write(resource, document);
        if (CheckSize(resource, document.Metadata.Name, bytes.Length, before) is not { } tooLarge)
        {
            return bytes;
        }

        if (request.Manager is null || document.Metadata.ManagedFields is null)
        {
            return tooLarge;
        }

        document.Metadata.ManagedFields = null;
        bytes = Write(resource, document);
        return CheckSize(resource, document.Metadata.Name, bytes.Length, before) is null ? bytes : tooLarge;
    }

    /// <summary>A 413 when an object has become too large; one that has been so, and does not grow, may still be changed.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="size">How many bytes it would have.</param>
    /// <param name="before">How many it has; 0 for a new one.</param>
    private static StatusError? CheckSize(ResourceDefinition resource, string name, int size, int before) =>
        size > Limit && size > before ? StatusErrors.ObjectTooLarge(resource.GroupResource, name, size, Limit) : null;
}
