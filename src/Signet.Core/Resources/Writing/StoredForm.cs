using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Writing;

/// <summary>The stored bytes of an object: canonical JSON without resourceVersion, which the commit determines.</summary>
internal static class StoredForm
{
    /// <summary>The maximum number of bytes of an object (etcd, <c>--max-request-bytes</c>), the same for every store.</summary>
    public const int MaxBytes = 1536 * 1024;

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
    /// The bytes to store. An object that is too large only because of its managedFields loses them (apiserver,
    /// <c>pkg/endpoints/handlers</c> isTooLargeError), except in an apply, which is refused.
    /// </summary>
    /// <param name="before">The current size in bytes; 0 for a new object.</param>
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

    /// <summary>A 413 when an object exceeds the limit and has grown.</summary>
    private static StatusError? CheckSize(ResourceDefinition resource, string name, int size, int before) =>
        size > MaxBytes && size > before ? StatusErrors.ObjectTooLarge(resource.GroupResource, name, size, MaxBytes) : null;
}
