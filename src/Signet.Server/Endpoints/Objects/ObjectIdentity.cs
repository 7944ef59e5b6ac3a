using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Server.Endpoints.Objects;

/// <summary>Checks that name and namespace of an object are those of the path (apiserver, <c>pkg/endpoints/handlers/rest.go</c> checkName).</summary>
internal static class ObjectIdentity
{
    /// <summary>Returns the mismatch, or null; sets the namespace to that of the path.</summary>
    public static StatusError? Check(ObjectMeta metadata, ObjectKey key)
    {
        if (metadata.Namespace.Length > 0 && metadata.Namespace != key.Namespace && key.Namespace.Length > 0)
        {
            return StatusErrors.NamespaceMismatch;
        }

        metadata.Namespace = key.Namespace;
        if (metadata.Name.Length == 0)
        {
            return StatusErrors.BadRequest(
                $"the name of the object ({key.Name} based on URL) was undeterminable: name must be provided");
        }

        return metadata.Name == key.Name
            ? null
            : StatusErrors.BadRequest($"the name of the object ({metadata.Name}) does not match the name on the URL ({key.Name})");
    }
}
