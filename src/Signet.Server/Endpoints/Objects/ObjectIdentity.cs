using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Server.Endpoints.Objects;

/// <summary>Whether a new state is one of the object that the path names (apiserver, <c>pkg/endpoints/handlers/rest.go</c> checkName).</summary>
internal static class ObjectIdentity
{
    /// <summary>The failure when it is of another one; fills in the namespace that the path has.</summary>
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
