using Signet.Core.Objects;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Writing;

/// <summary>The bytes of an object as the store keeps them: canonical JSON without resourceVersion, which only the commit decides.</summary>
internal static class StoredForm
{
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
}
